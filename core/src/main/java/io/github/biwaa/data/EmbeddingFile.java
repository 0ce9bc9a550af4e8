package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.ArrayFiles;
import io.github.biwaa.array.CsvTable;
import io.github.biwaa.array.StoredArray;
import io.github.biwaa.samples.Features;
import io.github.biwaa.samples.Names;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file of embeddings holds.
 *
 * @param path the file
 * @param table [N, width] in float32; kept, released by closing this
 * @param labels of its samples, from the same file or one of their own; empty if there are none
 */
record EmbeddingFile(Path path, Tensor table, Optional<SampleLabels> labels) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddingFile.class);
    private static final List<String> FEATURE_NAMES = List.of("fts", "feas", "features", "embeddings", "x");

    /**
     * Reads a file. In .npz and .mat, features are the array called fts, feas, features, embeddings or x, else the first with two axes that is not
     * called as labels are; labels are the array called labels, label or y. In .csv, labels are the column called label, features all others.
     *
     * @throws BiwaaException if something about it is wrong; the message names the file and the place in it
     */
    static EmbeddingFile read(DomainLocation location) {
        Path file = location.path();
        return EmbeddingFiles.isTable(file) ? table(location) : arrays(location);
    }

    private static EmbeddingFile arrays(DomainLocation location) {
        ArrayFiles.Content content = ArrayFiles.list(location.path());
        Optional<StoredArray> own = ownLabels(location, content);
        StoredArray features = features(location.path(), content, own);
        // Labels first: they are small, and need no memory to be freed if they are wrong.
        Optional<SampleLabels> labels = separate(location)
                .or(() -> own.filter(array -> !location.unlabelled()).map(LabelReader::array));
        LOG.info(
                "{}: features {}, {}",
                location.path(),
                features.described(),
                labels.map(found -> "labels of " + found.title()).orElse("no labels"));
        return new EmbeddingFile(location.path(), FeatureTable.read(features), labels);
    }

    private static Optional<StoredArray> ownLabels(DomainLocation location, ArrayFiles.Content content) {
        Optional<String> wanted = location.labels().flatMap(LabelLocation::within);
        if (wanted.isEmpty()) {
            return LabelReader.named(content.arrays());
        }
        return Optional.of(content.arrays().stream()
                .filter(array -> array.name().equals(wanted.get()))
                .findFirst()
                .orElseThrow(() -> new BiwaaException(location.path() + " has no array of numbers called "
                        + wanted.get() + " for the labels; it holds " + content.described() + ".")));
    }

    private static StoredArray features(Path file, ArrayFiles.Content content, Optional<StoredArray> labels) {
        if (content.arrays().size() == 1 && labels.isEmpty()) {
            return content.arrays().get(0);
        }
        List<StoredArray> candidates = content.arrays().stream()
                .filter(array -> !labels.filter(array::equals).isPresent())
                .toList();
        for (String name : FEATURE_NAMES) {
            for (StoredArray array : candidates) {
                if (array.name().equalsIgnoreCase(name)) {
                    return array;
                }
            }
        }
        return candidates.stream()
                .filter(array -> array.shape().length == 2 && !LabelReader.isLabelName(array.name()))
                .findFirst()
                .orElseThrow(
                        () -> new BiwaaException(
                                file + " holds no features: found " + content.described()
                                        + ". Expected an array of numbers with a row per sample, called fts, features or x if there are several."));
    }

    private static EmbeddingFile table(DomainLocation location) {
        CsvTable csv = CsvTable.open(location.path());
        int own = ownLabelColumn(location, csv);
        // The index that pandas and R write has no name.
        int first = !csv.header().isEmpty() && csv.header().get(0).isEmpty() ? 1 : 0;
        int[] columns = IntStream.range(first, csv.width())
                .filter(column -> column != own)
                .toArray();
        Optional<SampleLabels> labels = separate(location);
        if (labels.isEmpty() && own >= 0 && !location.unlabelled()) {
            labels = Optional.of(LabelReader.column(csv, own));
        }
        return new EmbeddingFile(location.path(), FeatureTable.read(csv, columns), labels);
    }

    private static int ownLabelColumn(DomainLocation location, CsvTable csv) {
        Optional<String> wanted = location.labels().flatMap(LabelLocation::within);
        if (wanted.isEmpty()) {
            return csv.labelColumn();
        }
        int named = csv.header().indexOf(wanted.get());
        if (named < 0 && !wanted.get().equals(LabelLocation.LAST)) {
            throw new BiwaaException(csv.file() + " has no column called " + wanted.get() + " for the labels; "
                    + (csv.header().isEmpty()
                            ? "its first line does not name columns, so give " + LabelLocation.LAST
                                    + " for the last one, or a file."
                            : "its columns are " + Names.some(csv.header()) + "."));
        }
        return named < 0 ? csv.width() - 1 : named;
    }

    private static Optional<SampleLabels> separate(DomainLocation location) {
        return location.labels()
                .flatMap(LabelLocation::file)
                .filter(file -> !location.unlabelled())
                .map(LabelReader::file);
    }

    int width() {
        return Math.toIntExact(table.size(1));
    }

    /**
     * @param found labels to take
     * @return the samples of this file, the caller's to close, before or after this
     * @throws BiwaaException if labels are not as many as samples, or no classes
     */
    Features features(Optional<SampleLabels> found, ClassNumbering numbering) {
        long size = table.size(0);
        found.filter(all -> all.size() != size).ifPresent(all -> {
            throw new BiwaaException("there are " + all.size() + " labels in " + all.title() + " for the " + size
                    + " samples of " + path + ". Expected one label per sample.");
        });
        return Features.ofFile(path, table, found.map(numbering::of), numbering.classes());
    }

    @Override
    public void close() {
        Tensors.release(table);
    }
}
