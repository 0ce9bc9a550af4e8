package io.github.biwaa.samples.batch;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * All samples in random order, floor(N / B) batches a round; the tail of a round is dropped and the next shuffles anew (docs/method.md: the
 * target in run 0). Fewer samples than a batch has places are used up and shuffled again until the batch is full.
 */
public final class UniformSampler extends RoundSampler {
    private final int samples;
    private final int batchSize;
    private final SeedSequence seeds;
    private final Purpose purpose;

    /**
     * @param samples N, at least 1
     * @param batchSize B, at least 1
     * @param seeds of the run
     * @param purpose source or target sampler
     */
    public UniformSampler(int samples, int batchSize, SeedSequence seeds, Purpose purpose) {
        if (samples < 1 || batchSize < 1) {
            throw new IllegalArgumentException(samples + " samples in batches of " + batchSize);
        }
        this.samples = samples;
        this.batchSize = batchSize;
        this.seeds = seeds;
        this.purpose = purpose;
    }

    @Override
    public int roundLength() {
        return Math.max(1, samples / batchSize);
    }

    @Override
    int[][] drawRound(long round) {
        SplittableRandom random = seeds.streamOf(purpose, round);
        int[] order = Shuffle.inPlace(IntStream.range(0, samples).toArray(), random);
        int[][] batches = new int[roundLength()][batchSize];
        int next = 0;
        for (int[] batch : batches) {
            for (int place = 0; place < batchSize; place++) {
                if (next == samples) {
                    Shuffle.inPlace(order, random);
                    next = 0;
                }
                batch[place] = order[next++];
            }
        }
        return batches;
    }
}
