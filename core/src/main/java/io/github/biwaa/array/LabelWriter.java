package io.github.biwaa.array;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.github.biwaa.file.CsvLines;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes labels to a file of their own: numbers to .npy and .npz, class names to .csv and .txt. */
public final class LabelWriter {

    private LabelWriter() {}

    /**
     * Writes them.
     *
     * @param named says by its end what to write; the file itself may be called otherwise
     * @param labels class numbers
     * @param classes their names
     */
    public static void write(Path file, Path named, int[] labels, List<String> classes) throws IOException {
        String name = named.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".npz")) {
            NpzFeatureWriter.writeLabels(file, labels);
        } else if (name.endsWith(".npy")) {
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
                NpyFeatureWriter.writeLabels(stream, labels);
            }
        } else {
            try (CsvWriter writer = CsvLines.to(Files.newBufferedWriter(file))) {
                writer.writeRecord("label");
                for (int label : labels) {
                    writer.writeRecord(classes.get(label));
                }
            }
        }
    }
}
