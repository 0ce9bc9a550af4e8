package io.github.biwaa.array;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.biwaa.file.CsvLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Features as comma-separated text: columns f0, f1, ... and, if there are labels, a column {@code label} with them. */
public final class CsvFeatureWriter implements FeatureWriter {
    private final CsvWriter writer;
    private final Optional<List<String>> labels;
    private int row;

    /**
     * Writes the header.
     *
     * @param labels of the rows, in their order
     */
    public CsvFeatureWriter(Path file, int width, Optional<List<String>> labels) throws IOException {
        this.writer = CsvLines.to(Files.newBufferedWriter(file));
        this.labels = labels;
        List<String> header = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            header.add("f" + column);
        }
        labels.ifPresent(present -> header.add("label"));
        writer.writeRecord(header);
    }

    @Override
    public void add(float[] features) throws IOException {
        CsvWriter.CsvWriterRecord line = writer.writeRecord();
        for (float feature : features) {
            line.writeField(Float.toString(feature));
        }
        labels.ifPresent(present -> line.writeField(present.get(row)));
        line.endRecord();
        row++;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
