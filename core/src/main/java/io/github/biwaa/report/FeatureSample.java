package io.github.biwaa.report;

import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.Mode;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.torch.Tensors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;

/**
 * Features f of some pictures of both domains under one network.
 *
 * @param source [n_s][d]
 * @param target [n_t][d]
 */
record FeatureSample(float[][] source, float[][] target) {

    /** @return evenly spread numbers of at most {@code most} of {@code size} samples */
    static int[] choose(int size, int most) {
        return size <= most
                ? IntStream.range(0, size).toArray()
                : IntStream.range(0, most)
                        .map(i -> (int) ((long) i * size / most))
                        .toArray();
    }

    /**
     * Takes the first fixed view of each picture through the network.
     *
     * @param samples from {@link #choose}
     */
    static float[][] features(AdaptationNetwork network, SampleViews input, int[] samples) {
        float[][] features = new float[samples.length][];
        int view = input.evaluationViews() / 2;
        for (int i = 0; i < samples.length; i++) {
            int sample = samples[i];
            try (PointerScope scope = new PointerScope()) {
                features[i] = Tensors.toFloats(Tensors.withoutGradient(
                        () -> network.features(input.evaluationBatch(sample, sample + 1, view), Mode.EVALUATION)));
            }
        }
        return features;
    }

    /** @return all features, the source's first */
    float[][] all() {
        float[][] all = new float[source.length + target.length][];
        System.arraycopy(source, 0, all, 0, source.length);
        System.arraycopy(target, 0, all, source.length, target.length);
        return all;
    }
}
