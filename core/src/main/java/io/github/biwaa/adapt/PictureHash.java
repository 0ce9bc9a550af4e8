package io.github.biwaa.adapt;

import io.github.biwaa.image.Preprocessing;

/**
 * A small picture of a picture, by which copies are found that were saved anew, scaled or slightly recoloured: the signs of brightness differences
 * between neighbours on a grid of 8 x 9 cells (dHash), and the brightness of 8 x 8 cells.
 *
 * @param signs a bit per pair of neighbours
 * @param cells mean brightness of each cell, 0 to 255, row by row
 */
record PictureHash(long signs, double[] cells) {
    private static final int SIDE = 8;
    /** Different photos of things on white agree in many signs; copies agree in brightness, too. */
    private static final double MOST_DIFFERENCE = 4;

    static final int MOST_SIGNS = 3;

    /** @param samples of a prepared picture: height x width x channels */
    static PictureHash of(byte[] samples, Preprocessing preprocessing) {
        double[] wide = grid(samples, preprocessing, SIDE + 1);
        long signs = 0;
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int cell = row * (SIDE + 1) + column;
                signs = signs << 1 | (wide[cell + 1] > wide[cell] ? 1 : 0);
            }
        }
        return new PictureHash(signs, grid(samples, preprocessing, SIDE));
    }

    private static double[] grid(byte[] samples, Preprocessing preprocessing, int columns) {
        int side = preprocessing.resize();
        int channels = preprocessing.channels();
        double[] sums = new double[SIDE * columns];
        int[] counts = new int[sums.length];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int cell = y * SIDE / side * columns + x * columns / side;
                for (int c = 0; c < channels; c++) {
                    sums[cell] += samples[(y * side + x) * channels + c] & 0xFF;
                }
                counts[cell] += channels;
            }
        }
        for (int cell = 0; cell < sums.length; cell++) {
            sums[cell] /= counts[cell];
        }
        return sums;
    }

    /** @return whether both are nearly the same picture */
    boolean isNear(PictureHash other) {
        if (Long.bitCount(signs ^ other.signs) > MOST_SIGNS) {
            return false;
        }
        double difference = 0;
        for (int cell = 0; cell < cells.length; cell++) {
            difference += Math.abs(cells[cell] - other.cells[cell]);
        }
        return difference / cells.length <= MOST_DIFFERENCE;
    }
}
