package io.github.biwaa.cli;

import io.github.biwaa.adaptation.MethodSettings;
import io.github.biwaa.adaptation.Weighting;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.Views;
import io.github.biwaa.settings.AugmentationPreset;
import io.github.biwaa.settings.ComputeSettings;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.DeviceSettings;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.SamplingSettings;
import io.github.biwaa.settings.ScheduleSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Precision;
import java.util.List;
import java.util.Optional;

/**
 * How the demo trains: a LeNet, small enough for two cores. As photos have ImageNet, the drawings have one training on the source that all methods
 * start from; pseudo-labels are worth something from the first step on.
 *
 * @param iterations of each run
 * @param threads for computing
 * @param seed of everything random
 * @param precision what the networks compute in
 */
record DemoRecipe(int iterations, int threads, long seed, Precision precision) {
    /** The ladder of methods, in the order of training. */
    static final List<String> METHODS = List.of("source-only", "dann", "biwaa");

    /** Those with a domain discriminator on features. */
    static final List<String> ADVERSARIAL = List.of("dann", "biwaa");

    private static final int PICTURE_SIZE = 28;
    private static final int CHANNELS = 1;
    private static final int BATCH_SIZE = 36;
    private static final double LEARNING_RATE = 0.01;
    private static final int DISCRIMINATOR_WIDTH = 256;
    private static final int BOTTLENECK_WIDTH = 0;
    private static final int RUNS = 3;
    private static final String START_METHOD = METHODS.get(0);
    private static final int EVALUATION_BATCH = 64;
    private static final int LOG_EVERY = 25;

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

    private TrainingConfiguration configuration(DemoFiles files, String method, WeightsChoice weights) {
        return new TrainingConfiguration(
                data(files),
                new NetworkSettings(
                        "lenet",
                        weights,
                        Freeze.NONE,
                        1,
                        BOTTLENECK_WIDTH,
                        1,
                        Preprocessing.digits(PICTURE_SIZE, CHANNELS),
                        AugmentationPreset.DIGITS,
                        Views.CENTRE),
                method,
                terms(),
                schedule(),
                SamplingSettings.DEFAULT,
                new ComputeSettings(threads, 1, EVALUATION_BATCH, LOG_EVERY, 0)
                        .with(new DeviceSettings(DeviceChoice.CPU, precision, false)));
    }

    /** @return where the pictures are; the target's labels are nowhere in it */
    static DataSettings data(DemoFiles files) {
        DomainLocation target =
                new DomainLocation(files.pictures().target(), Optional.empty(), Optional.empty(), true, false);
        return new DataSettings(
                DomainLocation.of(files.pictures().source()), target, false, Optional.of(files.cache()));
    }

    private static MethodSettings terms() {
        MethodSettings paper = MethodSettings.DEFAULT;
        return new MethodSettings(
                paper.lambda(), Weighting.BOTH, true, DISCRIMINATOR_WIDTH, paper.discriminatorDropout());
    }

    private ScheduleSettings schedule() {
        return new ScheduleSettings(
                RUNS,
                iterations,
                BATCH_SIZE,
                LEARNING_RATE,
                // Reaches its end with the run: with a common start, nothing speaks for waiting.
                iterations,
                ScheduleSettings.defaultPriorHorizon(iterations),
                Views.CENTRE.count(),
                seed);
    }
}
