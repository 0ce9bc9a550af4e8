package io.github.biwaa.array;

import java.io.Closeable;
import java.io.IOException;

/** Writes features to a file, row by row, so that none but the row at hand is in memory. */
public interface FeatureWriter extends Closeable {

    /**
     * Writes the next row.
     *
     * @param features as many as there are columns
     */
    void add(float[] features) throws IOException;
}
