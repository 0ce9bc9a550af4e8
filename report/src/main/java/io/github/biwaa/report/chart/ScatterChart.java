package io.github.biwaa.report.chart;

import java.util.List;

/**
 * Points in the plane, in groups of one colour each. Both axes have the same scale and no marks: only distances count.
 *
 * @param title what is drawn
 * @param note a word on how to read it; may be empty
 * @param groups the points; later groups lie on top of earlier ones
 */
public record ScatterChart(String title, String note, List<Group> groups) {
    private static final int SIDE = 300;
    private static final int MARGIN = 10;
    /** Neighbouring numbers get colours far apart. */
    private static final double GOLDEN_ANGLE = 137.508;

    /**
     * Points of one colour.
     *
     * @param name in tooltips
     * @param style class names of the style sheet
     * @param hue in degrees; negative for the style's own colour
     * @param places x and y of each, on any scale
     */
    public record Group(String name, String style, int hue, double[][] places) {}

    /** @return the hue of a class in degrees */
    public static int hue(int number) {
        return (int) Math.round(210 + number * GOLDEN_ANGLE) % 360;
    }

    /** @return the points as a chart */
    public Chart chart() {
        return new Chart("scatter", title, note, SIDE, SIDE, this::draw);
    }

    private void draw(Pen pen) {
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (Group group : groups) {
            for (double[] place : group.places()) {
                for (int axis = 0; axis < 2; axis++) {
                    low[axis] = Math.min(low[axis], place[axis]);
                    high[axis] = Math.max(high[axis], place[axis]);
                }
            }
        }
        double scale = (SIDE - 2 * MARGIN) / Math.max(1e-9, Math.max(high[0] - low[0], high[1] - low[1]));
        for (Group group : groups) {
            double[][] drawn = new double[group.places().length][2];
            for (int i = 0; i < drawn.length; i++) {
                for (int axis = 0; axis < 2; axis++) {
                    drawn[i][axis] = SIDE / 2.0 + (group.places()[i][axis] - (low[axis] + high[axis]) / 2) * scale;
                }
            }
            if (drawn.length > 0) {
                pen.dots(group.style(), group.hue(), group.name(), drawn);
            }
        }
    }
}
