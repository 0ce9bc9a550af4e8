package io.github.biwaa.performance;

import io.github.biwaa.Progress;
import io.github.biwaa.evaluation.Scorer;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * The time of scoring pictures from the cache by ten crops.
 *
 * @param secondsPerPicture ten crops cut, normalised and scored
 * @param networkSecondsPerPicture the network's share of it: the same passes on crops that are there already
 * @param forwardOperations of one crop's way through the backbone; null if it does not say what it is made of
 */
public record ScoringPerformance(
        double secondsPerPicture,
        double networkSecondsPerPicture,
        @Nullable Double forwardOperations) {
    /** Crops per picture, as docs/method.md has them. */
    public static final int CROPS = 10;
    /** Pictures per pass, the default of trainings. */
    static final int BATCH = 32;

    /**
     * Scores all pictures of an input.
     *
     * @param input with ten fixed views
     * @param progress told how many pictures are done
     */
    static ScoringPerformance measure(PerformanceSettings settings, SampleViews input, Progress progress) {
        Engine.seed(0);
        BackboneKind kind = Backbones.of(settings.backbone());
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = new AdaptationNetwork(
                        kind.create(kind.defaultChannels(), settings.size()),
                        AdaptationNetwork.BOTTLENECK_WIDTH,
                        settings.classes())) {
            network.moveTo(settings.placement());
            @Nullable
            Double operations = NetworkWork.forward(network.backbone(), kind.defaultChannels(), settings.size());
            int batch = Math.min(BATCH, input.size());
            Tensor crops = input.evaluationBatch(0, batch, 0);
            pass(network, crops);
            long start = System.nanoTime();
            Tensors.release(
                    Scorer.score(network, input, new Sweep(batch, progress, new Progress.Task("measuring scoring"))));
            double whole = (System.nanoTime() - start) / 1e9 / input.size();
            double one = Repetitions.median(2, 0, () -> {
                        pass(network, crops);
                        settings.placement().device().await();
                    })
                    / batch;
            return new ScoringPerformance(whole, one * input.evaluationViews(), operations);
        }
    }

    private static void pass(AdaptationNetwork network, Tensor crops) {
        try (PointerScope scope = new PointerScope()) {
            Tensors.withoutGradient(
                    () -> network.forward(crops, Mode.EVALUATION).softmax(1));
        }
    }
}
