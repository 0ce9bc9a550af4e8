package io.github.biwaa.array;

import io.github.biwaa.BiwaaException;
import java.util.Arrays;

/** An array of numbers in a file, its values yet to be read. Holds no open file. */
public interface StoredArray {

    /** Takes values one after the other. */
    @FunctionalInterface
    interface Sink {
        /** @param value the next one */
        void accept(double value);
    }

    /** @return its name in the file, empty where a file holds just one */
    String name();

    /** @return the file and the name, for messages */
    String title();

    /** @return the extents of its axes */
    long[] shape();

    /** @return whether values next to each other differ in their first index (Fortran, MATLAB), not in their last (C, NumPy) */
    boolean firstAxisFastest();

    /**
     * Hands over all values in the order of the file.
     *
     * @throws BiwaaException if the file is damaged, or holds fewer values than its shape says
     */
    void read(Sink sink);

    /** @return the number of values */
    default long size() {
        return Arrays.stream(shape()).reduce(1, Math::multiplyExact);
    }

    /** @return name and shape, for lists of what a file holds, such as {@code fts [1123, 800]} */
    default String described() {
        return (name().isEmpty() ? "an array" : name()) + " " + Arrays.toString(shape());
    }
}
