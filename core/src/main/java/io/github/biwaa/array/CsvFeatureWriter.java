package io.github.biwaa.array;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Features as comma-separated text: columns f0, f1, ... and, if there are labels, a column {@code label} with them. */
public final class CsvFeatureWriter implements FeatureWriter {
    private final BufferedWriter writer;
    private final Optional<List<String>> labels;
    private int row;

    /**
     * Writes the header.
     *
     * @param labels of the rows, in their order
     */
    public CsvFeatureWriter(Path file, int width, Optional<List<String>> labels) throws IOException {
        this.writer = Files.newBufferedWriter(file);
        this.labels = labels;
        StringBuilder header = new StringBuilder();
        for (int column = 0; column < width; column++) {
            header.append(column == 0 ? "f" : ",f").append(column);
        }
        writer.append(header).append(labels.isPresent() ? ",label\n" : "\n");
    }

    @Override
    public void add(float[] features) throws IOException {
        StringBuilder line = new StringBuilder();
        for (float feature : features) {
            line.append(line.length() == 0 ? "" : ",").append(feature);
        }
        if (labels.isPresent()) {
            line.append(',').append(CsvLine.quoted(labels.get().get(row)));
        }
        writer.append(line).append('\n');
        row++;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
