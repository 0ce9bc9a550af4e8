package io.github.biwaa.image;

import io.github.biwaa.InvalidSettingException;
import java.util.random.RandomGenerator;

/**
 * Random resized crop and mirroring of training pictures (docs/method.md).
 *
 * @param minArea least part of the picture's area, above 0 to {@code maxArea}
 * @param maxArea largest part of the picture's area, up to 1
 * @param minRatio least ratio of width to height, above 0 to {@code maxRatio}
 * @param maxRatio largest ratio of width to height, finite
 * @param flipProbability how often a view is mirrored left to right, 0-1
 */
public record Augmentation(double minArea, double maxArea, double minRatio, double maxRatio, double flipProbability) {
    private static final int TRIES = 10;

    /** Checks every value. */
    public Augmentation {
        if (!(minArea > 0 && minArea <= maxArea && maxArea <= 1)) {
            throw new InvalidSettingException("minArea is " + minArea + " and maxArea " + maxArea
                    + "; they must satisfy 0 < minArea <= maxArea <= 1");
        }
        if (!(minRatio > 0 && minRatio <= maxRatio && maxRatio < Double.POSITIVE_INFINITY)) {
            throw new InvalidSettingException("minRatio is " + minRatio + " and maxRatio " + maxRatio
                    + "; they must satisfy 0 < minRatio <= maxRatio, finite");
        }
        if (!(flipProbability >= 0 && flipProbability <= 1)) {
            throw new InvalidSettingException("flipProbability is " + flipProbability + "; it must be 0 to 1");
        }
    }

    /** The published recipe: area 0.08-1, ratio 3/4-4/3, mirrored half of the time. */
    public static Augmentation imagenet() {
        return new Augmentation(0.08, 1.0, 3.0 / 4.0, 4.0 / 3.0, 0.5);
    }

    /** Gentle, and never mirrored, since a mirrored digit is another sign: area 0.6-1, ratio 0.8-1.25. */
    public static Augmentation digits() {
        return new Augmentation(0.6, 1.0, 0.8, 1.25, 0.0);
    }

    /** Always all of a square picture, never mirrored. */
    public static Augmentation none() {
        return new Augmentation(1.0, 1.0, 1.0, 1.0, 0.0);
    }

    /**
     * Draws one view: up to ten tries of an area and a log-uniform ratio, taken if the box fits, else the whole picture.
     *
     * @param random where the numbers come from; how many are drawn depends on the tries
     * @param width of the picture
     * @param height of the picture
     * @return a box within the picture
     */
    public CropBox sample(RandomGenerator random, int width, int height) {
        // StrictMath: the same crops on every machine.
        double logMinRatio = StrictMath.log(minRatio);
        double logMaxRatio = StrictMath.log(maxRatio);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            double area = (double) width * height * between(random, minArea, maxArea);
            double ratio = StrictMath.exp(between(random, logMinRatio, logMaxRatio));
            double boxWidth = StrictMath.rint(StrictMath.sqrt(area * ratio));
            double boxHeight = StrictMath.rint(StrictMath.sqrt(area / ratio));
            if (boxWidth >= 1 && boxWidth <= width && boxHeight >= 1 && boxHeight <= height) {
                int top = random.nextInt(height - (int) boxHeight + 1);
                int left = random.nextInt(width - (int) boxWidth + 1);
                return new CropBox(left, top, (int) boxWidth, (int) boxHeight, flipped(random));
            }
        }
        return new CropBox(0, 0, width, height, flipped(random));
    }

    private boolean flipped(RandomGenerator random) {
        return random.nextDouble() < flipProbability;
    }

    private static double between(RandomGenerator random, double low, double high) {
        return low + random.nextDouble() * (high - low);
    }
}
