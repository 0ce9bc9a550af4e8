package io.github.biwaa.report.chart;

/**
 * What charts are drawn with. Places are in units of the chart, from its upper left corner; a style is one or several class names of the style sheet,
 * which decide colours.
 */
public interface Pen {

    /** Where a text stands, seen from its place. */
    enum Anchor {
        /** To the right of it. */
        START,
        /** Centred on it. */
        MIDDLE,
        /** To the left of it. */
        END
    }

    /** A straight line. */
    void line(String style, double x1, double y1, double x2, double y2);

    /** A text on its base line, in the style's size. */
    default void text(String style, String text, double x, double y, Anchor anchor) {
        text(style, text, x, y, anchor, 0, 0);
    }

    /**
     * A text on its base line.
     *
     * @param size of its letters, or 0 for the style's
     * @param turn in degrees, clockwise about its place
     */
    void text(String style, String text, double x, double y, Anchor anchor, double size, double turn);

    /**
     * A filled rectangle.
     *
     * @param opacity 0 to 1
     * @param tip what it says when it is pointed at; may be empty
     */
    void box(String style, double x, double y, double width, double height, double opacity, String tip);

    /**
     * A curve through points.
     *
     * @param series what it shows; values beside the pointer come from it
     * @param places x and y of each point
     */
    void curve(LineChart.Series series, double[][] places);

    /**
     * Round dots of one colour.
     *
     * @param hue in degrees; negative for the style's own colour
     * @param tip what they say when one is pointed at
     * @param places x and y of each dot
     */
    void dots(String style, int hue, String tip, double[][] places);
}
