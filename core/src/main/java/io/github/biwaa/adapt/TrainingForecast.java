package io.github.biwaa.adapt;

import static io.github.biwaa.settings.MachineSettings.THREADS;
import static io.github.biwaa.settings.TrainingSettings.BATCH_SIZE;
import static io.github.biwaa.settings.TrainingSettings.CHANNELS;
import static io.github.biwaa.settings.TrainingSettings.FROZEN_VIEWS;
import static io.github.biwaa.settings.TrainingSettings.IMAGE_SIZE;
import static io.github.biwaa.settings.TrainingSettings.ITERATIONS;

import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.setup.NetworkFactory;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How long a training takes on this processor, by a measurement of some pictures before it begins.
 *
 * @param secondsPerStep of the training
 * @param seconds of all steps and scoring
 * @param frozenSeconds of the same training with a frozen backbone, features included
 */
public record TrainingForecast(double secondsPerStep, double seconds, double frozenSeconds) {
    /** What takes longer is worth a warning. */
    public static final double LONG = 3600;

    /**
     * Measures a training; a short one for a moment, another for some seconds.
     *
     * @param runs that are left to train
     * @return the forecast if it is longer than {@link #LONG}; empty also for a GPU, embeddings and frozen backbones
     */
    public static Optional<TrainingForecast> ofLong(
            TrainingConfiguration configuration, Domains<? extends Samples> domains, int runs) {
        Placement placement = configuration.placement();
        boolean quick = !placement.device().isCpu()
                || configuration.kind() != SampleKind.PICTURES
                || configuration.freeze().equals(Freeze.BACKBONE);
        return quick ? Optional.empty() : measured(configuration, domains, runs, placement);
    }

    private static Optional<TrainingForecast> measured(
            TrainingConfiguration configuration, Domains<? extends Samples> domains, int runs, Placement placement) {
        Engine.useThreads(configuration.get(THREADS));
        int classes = domains.source().classes().size();
        int batch = configuration.get(BATCH_SIZE);
        int size = configuration.get(IMAGE_SIZE);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new NetworkFactory(configuration, Optional.empty(), classes).network(OptionalInt.empty())) {
            network.moveTo(placement);
            Backbone backbone = network.backbone();
            Tensor pictures =
                    placement.upload(Tensors.noise(MachineSpeed.PICTURES, configuration.get(CHANNELS), size, size));
            double step = 2 * batch * MachineSpeed.secondsPerTrainedView(backbone, pictures, placement, 0);
            double steps = (double) runs * configuration.get(ITERATIONS);
            if (steps * step < LONG) {
                return Optional.empty();
            }
            double view = MachineSpeed.secondsPerView(backbone, pictures, placement, 0);
            double frozenStep = MachineSpeed.secondsPerStep(backbone.featureWidth(), classes, batch);
            double scored =
                    (double) configuration.views().count() * domains.target().size();
            double augmented = (double) configuration.get(FROZEN_VIEWS)
                    * (domains.source().size() + domains.target().size());
            return Optional.of(new TrainingForecast(
                    step, steps * step + runs * scored * view, (scored + augmented) * view + steps * frozenStep));
        }
    }
}
