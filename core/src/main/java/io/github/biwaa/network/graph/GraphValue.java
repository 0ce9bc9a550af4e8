package io.github.biwaa.network.graph;

import java.util.List;

/**
 * What goes into an operation, or comes out of it.
 *
 * @param index 0 for the network's input, then counted up; unique in its graph
 * @param shape of one sample: [channels, height, width] of a map, [width] of features
 */
public record GraphValue(int index, List<Integer> shape) {

    /** Takes an immutable copy of the shape. */
    public GraphValue {
        shape = List.copyOf(shape);
    }

    /** @return the number of values of one sample */
    public int size() {
        return shape.stream().reduce(1, Math::multiplyExact);
    }

    /** @return whether it knows where things are */
    public boolean isMap() {
        return shape.size() == 3;
    }

    /** @return the channels of a map, the number of features otherwise */
    public int channels() {
        return shape.get(0);
    }

    /** @return the height of a map */
    public int height() {
        return shape.get(1);
    }

    /** @return the width of a map */
    public int width() {
        return shape.get(2);
    }
}
