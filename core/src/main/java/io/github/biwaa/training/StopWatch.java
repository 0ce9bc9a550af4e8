package io.github.biwaa.training;

/** Time since a run began, and images per second since the last look. */
final class StopWatch {
    private final long start = System.nanoTime();
    private long lastLook = start;
    private long images;

    void countImages(int count) {
        images += count;
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    double takeImagesPerSecond() {
        long now = System.nanoTime();
        double rate = images / Math.max(1e-9, (now - lastLook) / 1e9);
        images = 0;
        lastLook = now;
        return rate;
    }
}
