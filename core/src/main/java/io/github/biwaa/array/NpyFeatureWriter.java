package io.github.biwaa.array;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Features as NumPy's .npy: float32, [rows, width]. */
public final class NpyFeatureWriter implements FeatureWriter {
    private final OutputStream stream;
    private final ByteBuffer row;

    /**
     * Writes the header.
     *
     * @param rows how many will follow
     */
    public NpyFeatureWriter(Path file, int rows, int width) throws IOException {
        this(new BufferedOutputStream(Files.newOutputStream(file)), rows, width);
    }

    NpyFeatureWriter(OutputStream stream, int rows, int width) throws IOException {
        this.stream = stream;
        this.row = ByteBuffer.allocate(Math.multiplyExact(width, NumberType.FLOAT32.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        stream.write(NpyHeader.bytes(NumberType.FLOAT32, rows, width));
    }

    @Override
    public void add(float[] features) throws IOException {
        row.asFloatBuffer().put(features);
        stream.write(row.array());
    }

    /** Writes whole numbers as int64, [n]. */
    static void writeLabels(OutputStream stream, int[] labels) throws IOException {
        ByteBuffer values = ByteBuffer.allocate(Math.multiplyExact(labels.length, NumberType.INT64.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int label : labels) {
            values.putLong(label);
        }
        stream.write(NpyHeader.bytes(NumberType.INT64, labels.length));
        stream.write(values.array());
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
