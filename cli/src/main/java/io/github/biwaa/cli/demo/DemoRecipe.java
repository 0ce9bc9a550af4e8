package io.github.biwaa.cli.demo;

import static io.github.biwaa.adaptation.TermSettings.DISCRIMINATOR_WIDTH;
import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Precision;
import java.util.List;

/**
 * How the demo trains: a LeNet, small enough for two cores. As photos have ImageNet, the drawings have one training on the source that all methods
 * start from; pseudo-labels are worth something from the first step on.
 *
 * @param iterations of each run
 * @param threads for computing
 * @param seed of everything random
 * @param precision what the networks compute in
 */
public record DemoRecipe(int iterations, int threads, long seed, Precision precision) {
    /** The ladder of methods, in the order of training. */
    public static final List<String> METHODS = List.of("source-only", "dann", "biwaa");

    /** Those with a domain discriminator on features. */
    static final List<String> ADVERSARIAL = List.of("dann", "biwaa");

    private static final double RATE = 0.01;
    private static final int SMALL_DISCRIMINATOR = 256;
    private static final int NO_BOTTLENECK = 0;
    private static final String START_METHOD = METHODS.get(0);
    private static final int SCORED_AT_ONCE = 64;
    private static final int STEPS_PER_ROW = 25;

    /** @return the configuration of the training on the source that every method starts from */
    TrainingConfiguration start(DemoFiles files) {
        return configuration(files, START_METHOD, WeightsChoice.NONE);
    }

    /** @return the configuration that a method is trained with, once the common start is trained */
    TrainingConfiguration configuration(DemoFiles files, String method) {
        return configuration(
                files,
                method,
                WeightsChoice.of(ModelFolder.weights(files.start().model(0))));
    }

    /** @return how many runs a method chains */
    int runs(DemoFiles files, String method) {
        return configuration(files, method, WeightsChoice.NONE).runs();
    }

    private TrainingConfiguration configuration(DemoFiles files, String method, WeightsChoice weights) {
        SettingValues settings = SettingValues.EMPTY
                .with(SOURCE, files.pictures().source())
                .with(TARGET, files.pictures().target())
                // The target's labels are nowhere in the configuration.
                .with(TARGET_UNLABELLED, true)
                .with(CACHE, files.cache())
                .with(BACKBONE, Backbones.of("lenet"))
                .with(WEIGHTS, weights)
                .with(FROZEN_VIEWS, 1)
                .with(BOTTLENECK, NO_BOTTLENECK)
                .with(METHOD, Methods.named(method))
                .with(DISCRIMINATOR_WIDTH, SMALL_DISCRIMINATOR)
                .with(ITERATIONS, iterations)
                .with(LEARNING_RATE, RATE)
                // Reaches its end with the run: with a common start, nothing speaks for waiting.
                .with(RAMP, (double) iterations)
                .with(SEED, seed)
                .with(PRECISION, precision)
                .with(DEVICE, DeviceChoice.CPU)
                .with(THREADS, threads)
                .with(EVALUATION_BATCH, SCORED_AT_ONCE)
                .with(LOG_EVERY, STEPS_PER_ROW);
        return TrainingConfiguration.of(settings, DataFacts.unread(SampleKind.PICTURES));
    }
}
