package io.github.biwaa.report.evidence;

import java.util.Arrays;

/**
 * Points in the plane in cells that are cut in four again and again, each with the number and the centre of its points. Cells lie in an array in the
 * order in which they are met on the way down, and each knows the next one that is not inside it, so that no stack is needed to walk them.
 */
final class QuadTree {
    /** Bits of a place on each axis. Points that share all of them share a cell. */
    private static final int BITS = 19;

    private static final int INDEX_BITS = 64 - 1 - 2 * BITS;

    private final double[][] points;
    private final long[] order;
    private final double side;
    private double[] x;
    private double[] y;
    private double[] squaredSide;
    private int[] count;
    private int[] next;
    private int cells;

    /** @param points [n][2], n at least 1, below 2^25 */
    QuadTree(double[][] points) {
        this.points = points;
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (double[] point : points) {
            for (int axis = 0; axis < 2; axis++) {
                low[axis] = Math.min(low[axis], point[axis]);
                high[axis] = Math.max(high[axis], point[axis]);
            }
        }
        side = Math.max(1e-12, Math.max(high[0] - low[0], high[1] - low[1])) * (1 + 1e-9);
        order = new long[points.length];
        for (int i = 0; i < points.length; i++) {
            long code = spread(points[i][0] - low[0]) | spread(points[i][1] - low[1]) << 1;
            order[i] = code << INDEX_BITS | i;
        }
        Arrays.sort(order);
        int most = 2 * points.length;
        x = new double[most];
        y = new double[most];
        squaredSide = new double[most];
        count = new int[most];
        next = new int[most];
        build(0, points.length, 2 * BITS + INDEX_BITS - 2);
    }

    /** The bits of a place, with room for the other axis's between them. */
    private long spread(double place) {
        long bits = (long) (place / side * (1 << BITS));
        long spread = 0;
        for (int bit = 0; bit < BITS; bit++) {
            spread |= (bits >> bit & 1) << 2 * bit;
        }
        return spread;
    }

    /** A cell of at least one point; {@code shift} is where its quarters' numbers stand in the codes. */
    private void build(int from, int to, int shift) {
        int quarters = shift;
        // Cells whose points all lie in one quarter are passed over.
        while (quarters >= INDEX_BITS && order[from] >>> quarters == order[to - 1] >>> quarters) {
            quarters -= 2;
        }
        int cell = cells++;
        for (int i = from; i < to; i++) {
            double[] point = points[(int) (order[i] & (1L << INDEX_BITS) - 1)];
            x[cell] += point[0] / (to - from);
            y[cell] += point[1] / (to - from);
        }
        count[cell] = to - from;
        if (quarters >= INDEX_BITS && to - from > 1) {
            double own = Math.scalb(side, (quarters - INDEX_BITS + 2) / 2 - BITS);
            squaredSide[cell] = own * own;
            for (int begin = from; begin < to; ) {
                int end = begin + 1;
                while (end < to && order[end] >>> quarters == order[begin] >>> quarters) {
                    end++;
                }
                build(begin, end, quarters - 2);
                begin = end;
            }
        }
        next[cell] = cells;
    }

    /**
     * What all other points do to one of them, with {@code k = 1 / (1 + d^2)} at distance d.
     *
     * @param point one of the points
     * @param theta cells smaller than this share of their distance count as one point in their centre; 0 for none
     * @return the sum of {@code k^2 (point - other)} along both axes, and the sum of k
     */
    double[] repulsion(double[] point, double theta) {
        double squaredTheta = theta * theta;
        double force0 = 0;
        double force1 = 0;
        // Its own cell says 1 of it.
        double sum = -1;
        for (int cell = 0; cell < cells; ) {
            double d0 = point[0] - x[cell];
            double d1 = point[1] - y[cell];
            double squared = d0 * d0 + d1 * d1;
            if (squaredSide[cell] <= squaredTheta * squared) {
                double kernel = 1 / (1 + squared);
                double weight = count[cell] * kernel;
                sum += weight;
                force0 += weight * kernel * d0;
                force1 += weight * kernel * d1;
                cell = next[cell];
            } else {
                cell++;
            }
        }
        return new double[] {force0, force1, sum};
    }
}
