package io.github.biwaa.explain;

/**
 * Where in a picture something comes from: values from 0, row by row, over the whole of what the network saw.
 *
 * @param width columns
 * @param height rows
 * @param values width x height of them, each at least 0
 */
public record HeatMap(int width, int height, float[] values) {

    /** @throws IllegalArgumentException if there are not as many values as cells, or one is negative or no number */
    public HeatMap {
        if (width < 1 || height < 1 || values.length != width * height) {
            throw new IllegalArgumentException(values.length + " values for " + width + " x " + height);
        }
        values = values.clone();
        for (float value : values) {
            if (!(value >= 0) || Float.isInfinite(value)) {
                throw new IllegalArgumentException("heat of " + value + ", expected a number from 0");
            }
        }
    }

    /** @return a copy of the values */
    @Override
    public float[] values() {
        return values.clone();
    }

    /** @return the same map brought to another size, bilinearly between the centres of cells */
    public HeatMap resized(int newWidth, int newHeight) {
        float[] resized = new float[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            double row = clamp((y + 0.5) * height / newHeight - 0.5, height - 1);
            int top = Math.min((int) row, Math.max(0, height - 2));
            int bottom = Math.min(top + 1, height - 1);
            double down = row - top;
            for (int x = 0; x < newWidth; x++) {
                double column = clamp((x + 0.5) * width / newWidth - 0.5, width - 1);
                int left = Math.min((int) column, Math.max(0, width - 2));
                int right = Math.min(left + 1, width - 1);
                double along = column - left;
                double upper = values[top * width + left] * (1 - along) + values[top * width + right] * along;
                double lower = values[bottom * width + left] * (1 - along) + values[bottom * width + right] * along;
                resized[y * newWidth + x] = (float) (upper * (1 - down) + lower * down);
            }
        }
        return new HeatMap(newWidth, newHeight, resized);
    }

    private static double clamp(double value, double largest) {
        return Math.max(0, Math.min(value, largest));
    }

    /**
     * How much of the heat lies inside a rectangle; cells at its border count with the part that is covered.
     *
     * @param left from 0 to 1, of the width
     * @param top from 0 to 1, of the height
     * @param right above {@code left}
     * @param bottom above {@code top}
     * @return 0 to 1; 0 where there is no heat at all
     */
    public double shareInside(double left, double top, double right, double bottom) {
        double inside = 0;
        double all = 0;
        for (int y = 0; y < height; y++) {
            double rows = overlap(y, top * height, bottom * height);
            for (int x = 0; x < width; x++) {
                double value = values[y * width + x];
                inside += value * rows * overlap(x, left * width, right * width);
                all += value;
            }
        }
        return all > 0 ? inside / all : 0;
    }

    /** The part of cell [cell, cell + 1] between two places. */
    private static double overlap(int cell, double from, double to) {
        return Math.max(0, Math.min(cell + 1.0, to) - Math.max(cell, from));
    }

    /** @return the largest value */
    public double largest() {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }
}
