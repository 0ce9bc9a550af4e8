package io.github.biwaa.performance;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.batch.BatchLoader;
import io.github.biwaa.samples.batch.BatchLoader.DomainFeed;
import io.github.biwaa.samples.batch.LoadedBatch;
import io.github.biwaa.samples.batch.UniformSampler;

/**
 * How fast pictures reach the network.
 *
 * @param coldPicturesPerSecond decoded from JPEG files of 500 x 375 pixels, resized and written to the cache, all threads together
 * @param warmViewsPerSecond augmented views from the cache, prepared by one thread
 * @param bytesPerView read and written for one
 */
public record LoadingPerformance(double coldPicturesPerSecond, double warmViewsPerSecond, double bytesPerView) {
    private static final int BATCH = 36;
    private static final double SECONDS = 3;

    /** @return augmented views per second of one loader thread, after some that are not measured */
    static double warm(SampleViews input) {
        SeedSequence seeds = new SeedSequence(0);
        DomainFeed feed = new DomainFeed(input, new UniformSampler(input.size(), BATCH, seeds, Purpose.SOURCE_SAMPLER));
        try (BatchLoader loader = new BatchLoader(feed, feed, 0, Long.MAX_VALUE, 1)) {
            take(loader, 1);
            long batches = 0;
            long start = System.nanoTime();
            double seconds;
            do {
                take(loader, 1);
                batches++;
                seconds = (System.nanoTime() - start) / 1e9;
            } while (seconds < SECONDS);
            return batches * 2 * BATCH / seconds;
        }
    }

    private static void take(BatchLoader loader, int batches) {
        for (int i = 0; i < batches; i++) {
            try (LoadedBatch batch = loader.next()) {
                // Only its coming is of interest.
                batch.sourceSamples();
            }
        }
    }
}
