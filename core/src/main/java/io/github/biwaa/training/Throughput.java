package io.github.biwaa.training;

/** Images per second since the last look. */
final class Throughput {
    private long lastLook = System.nanoTime();
    private long images;

    void countImages(int count) {
        images += count;
    }

    double takeImagesPerSecond() {
        long now = System.nanoTime();
        double rate = images / Math.max(1e-9, (now - lastLook) / 1e9);
        images = 0;
        lastLook = now;
        return rate;
    }
}
