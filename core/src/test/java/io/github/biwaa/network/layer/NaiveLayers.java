package io.github.biwaa.network.layer;

/** The layers of the digit networks in plain loops over [channel][row][column], for comparison. */
public final class NaiveLayers {

    private NaiveLayers() {}

    public static double[][][] convolve(
            double[][][] input, double[] weight, double[] bias, int kernel, int stride, int padding) {
        int size = (input[0].length + 2 * padding - kernel) / stride + 1;
        double[][][] output = new double[bias.length][size][size];
        for (int out = 0; out < bias.length; out++) {
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    double sum = bias[out];
                    for (int in = 0; in < input.length; in++) {
                        for (int i = 0; i < kernel; i++) {
                            for (int j = 0; j < kernel; j++) {
                                double value = at(input[in], row * stride + i - padding, column * stride + j - padding);
                                sum += value * weight[((out * input.length + in) * kernel + i) * kernel + j];
                            }
                        }
                    }
                    output[out][row][column] = sum;
                }
            }
        }
        return output;
    }

    private static double at(double[][] plane, int row, int column) {
        boolean inside = row >= 0 && column >= 0 && row < plane.length && column < plane.length;
        return inside ? plane[row][column] : 0;
    }

    public static double[][][] maxPool2(double[][][] input) {
        int size = input[0].length / 2;
        double[][][] output = new double[input.length][size][size];
        for (int c = 0; c < input.length; c++) {
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    double[][] plane = input[c];
                    output[c][row][column] = Math.max(
                            Math.max(plane[2 * row][2 * column], plane[2 * row][2 * column + 1]),
                            Math.max(plane[2 * row + 1][2 * column], plane[2 * row + 1][2 * column + 1]));
                }
            }
        }
        return output;
    }

    public static double[][][] relu(double[][][] input) {
        for (double[][] plane : input) {
            for (double[] row : plane) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Math.max(0, row[i]);
                }
            }
        }
        return input;
    }

    /** (x - mean) / sqrt(variance + 1e-5) * scale + offset, per channel. */
    public static double[][][] normalise(
            double[][][] input, double[] mean, double[] variance, double[] scale, double[] offset) {
        for (int c = 0; c < input.length; c++) {
            for (double[] row : input[c]) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = (row[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5) * scale[c] + offset[c];
                }
            }
        }
        return input;
    }

    /** An affine map of all values, channel by channel, row by row; the result as channels of one pixel. */
    public static double[][][] linear(double[][][] input, double[] weight, double[] bias) {
        int size = input[0].length;
        int inputs = input.length * size * size;
        double[][][] output = new double[bias.length][1][1];
        for (int out = 0; out < bias.length; out++) {
            double sum = bias[out];
            for (int i = 0; i < inputs; i++) {
                sum += weight[out * inputs + i] * input[i / (size * size)][i / size % size][i % size];
            }
            output[out][0][0] = sum;
        }
        return output;
    }
}
