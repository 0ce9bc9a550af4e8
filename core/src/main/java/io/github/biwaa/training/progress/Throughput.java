package io.github.biwaa.training.progress;

/** Images per second since the last look. */
public final class Throughput {
    private long lastLook = System.nanoTime();
    private long images;

    /** So many were trained on. */
    public void countImages(int count) {
        images += count;
    }

    /** @return the rate since the last call */
    public double takeImagesPerSecond() {
        long now = System.nanoTime();
        double rate = images / Math.max(1e-9, (now - lastLook) / 1e9);
        images = 0;
        lastLook = now;
        return rate;
    }
}
