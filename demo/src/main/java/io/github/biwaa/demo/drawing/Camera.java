package io.github.biwaa.demo.drawing;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/**
 * What a poor camera does to a scene: blur, uneven light, a colour cast, noise; in that order, as light meets them.
 *
 * @param blur standard deviation of the Gaussian blur, in pixels
 * @param ramp change of brightness from the middle to an edge, as a share
 * @param cast greatest change of a channel's gain, as a share
 * @param noise standard deviation of the noise, in grey levels of 255
 */
record Camera(double blur, double ramp, double cast, double noise) {

    /** Takes the picture: a new image, the scene stays as it is. */
    BufferedImage take(BufferedImage scene, SplittableRandom random) {
        int size = scene.getWidth();
        double direction = random.nextDouble(2 * Math.PI);
        double across = ramp * Math.cos(direction);
        double down = ramp * Math.sin(direction);
        double[] gains = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            gains[channel] = 1 + cast * random.nextDouble(-1, 1);
        }
        double[][] channels = blurred(scene);
        BufferedImage picture = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                double light = 1 + across * (2.0 * x / size - 1) + down * (2.0 * y / size - 1);
                int rgb = 0;
                for (int channel = 0; channel < 3; channel++) {
                    double level = channels[channel][y * size + x] * light * gains[channel] + noise * gaussian(random);
                    rgb = rgb << 8 | Tint.channel(level / 255);
                }
                picture.setRGB(x, y, rgb);
            }
        }
        return picture;
    }

    /** Nearly normal, mean 0, variance 1: four uniform numbers added, of variance 1/12 each. */
    private static double gaussian(SplittableRandom random) {
        double sum = random.nextDouble() + random.nextDouble() + random.nextDouble() + random.nextDouble();
        return (sum - 2) * Math.sqrt(3);
    }

    private double[][] blurred(BufferedImage scene) {
        int size = scene.getWidth();
        double[] kernel = kernel();
        double[][] channels = new double[3][];
        for (int channel = 0; channel < 3; channel++) {
            double[] plane = new double[size * size];
            for (int i = 0; i < plane.length; i++) {
                plane[i] = scene.getRGB(i % size, i / size) >> (16 - 8 * channel) & 0xFF;
            }
            channels[channel] = alongRowsTransposed(alongRowsTransposed(plane, size, kernel), size, kernel);
        }
        return channels;
    }

    /** Convolves each row, edges repeated, and transposes; twice gives both directions and the old orientation. */
    private static double[] alongRowsTransposed(double[] plane, int size, double[] kernel) {
        int reach = kernel.length / 2;
        double[] result = new double[plane.length];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                double sum = 0;
                for (int offset = -reach; offset <= reach; offset++) {
                    int from = Math.max(0, Math.min(size - 1, column + offset));
                    sum += kernel[offset + reach] * plane[row * size + from];
                }
                result[column * size + row] = sum;
            }
        }
        return result;
    }

    private double[] kernel() {
        int reach = (int) Math.ceil(3 * blur);
        double[] kernel = new double[2 * reach + 1];
        double sum = 0;
        for (int offset = -reach; offset <= reach; offset++) {
            double value = offset == 0 ? 1 : Math.exp(-0.5 * offset * offset / (blur * blur));
            kernel[offset + reach] = value;
            sum += value;
        }
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] /= sum;
        }
        return kernel;
    }
}
