package io.github.biwaa.report.review;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.data.LabelTable.Row;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.file.Links;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The table of labels in a folder. Every label is on the disk when {@link #put} returns, and no writer loses another's, in whatever process it is. */
final class ReviewLabels {
    private final Path folder;
    private final Path file;
    private final List<String> classes;

    ReviewLabels(Path folder, List<String> classes) {
        this.folder = folder;
        this.file = folder.resolve(LabelTable.FILE);
        this.classes = classes;
    }

    Path file() {
        return file;
    }

    /** @return all labels, in the order in which they were given first */
    List<Row> read() {
        Links.refuse(folder, file);
        return Files.exists(file) ? LabelTable.read(file, classes) : List.of();
    }

    /**
     * Adds a label, or replaces an earlier one of the same picture, which keeps its place.
     *
     * @return all labels
     */
    @SuppressWarnings("try") // the lock is held, not used
    synchronized List<Row> put(Row row) {
        try (ExclusiveLock lock = ExclusiveLock.acquire(folder.resolve(".labels.lock"), "writing labels")) {
            List<Row> rows = new ArrayList<>(read());
            int place = 0;
            while (place < rows.size() && !rows.get(place).path().equals(row.path())) {
                place++;
            }
            if (place == rows.size()) {
                rows.add(row);
            } else {
                rows.set(place, row);
            }
            LabelTable.write(file, rows, classes);
            return rows;
        } catch (IOException e) {
            throw new BiwaaException("cannot write to " + folder + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
