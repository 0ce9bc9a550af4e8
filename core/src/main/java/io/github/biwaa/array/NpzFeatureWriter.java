package io.github.biwaa.array;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Features as NumPy's .npz: an array {@code features}, float32, and {@code labels}, int64, if there are any. Equal numbers are equal bytes. */
public final class NpzFeatureWriter implements FeatureWriter {
    /** The earliest time that a zip can hold. */
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final ZipOutputStream zip;
    private final NpyFeatureWriter features;
    private final Optional<int[]> labels;

    /**
     * Begins with the features.
     *
     * @param rows how many will follow
     * @param labels written behind them
     */
    public NpzFeatureWriter(Path file, int rows, int width, Optional<int[]> labels) throws IOException {
        this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
        this.labels = labels;
        zip.setLevel(Deflater.BEST_SPEED);
        begin(zip, "features");
        this.features = new NpyFeatureWriter(zip, rows, width);
    }

    private static void begin(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name + ".npy");
        entry.setTimeLocal(NO_TIME);
        zip.putNextEntry(entry);
    }

    @Override
    public void add(float[] row) throws IOException {
        features.add(row);
    }

    @Override
    public void close() throws IOException {
        try (zip) {
            if (labels.isPresent()) {
                begin(zip, "labels");
                NpyFeatureWriter.writeLabels(zip, labels.get());
            }
        }
    }

    /** Writes a file with labels alone. */
    static void writeLabels(Path file, int[] labels) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            begin(zip, "labels");
            NpyFeatureWriter.writeLabels(zip, labels);
        }
    }
}
