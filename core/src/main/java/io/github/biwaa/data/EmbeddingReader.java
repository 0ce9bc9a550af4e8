package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Features;
import java.util.List;
import java.util.Optional;

/**
 * Reads domains of embeddings: features that somebody computed before, a row per sample, in .npy, .npz, .csv or .mat files. Everything that can be
 * wrong with them is found here, before any training. Class names and numbers are the source's.
 */
public final class EmbeddingReader {

    private EmbeddingReader() {}

    /**
     * A labelled domain.
     *
     * @param features its samples
     * @param numbering what its labels mean, and so the target's
     */
    record Source(Features features, ClassNumbering numbering) implements AutoCloseable {
        @Override
        public void close() {
            features.close();
        }
    }

    /**
     * Reads both domains. The target's labels are taken where there are any, for reporting alone.
     *
     * @return the caller's to close
     * @throws BiwaaException if the source has no labels, fewer than two classes or a class without samples; if the target's width is another or one
     *     of its labels is no class of the source; or if a file is wrong
     */
    public static Domains<Features> read(DomainLocation source, DomainLocation target) {
        Source labelled = readSource(source);
        try {
            return new Domains<>(labelled.features(), readTarget(target, labelled));
        } catch (RuntimeException | Error failure) {
            labelled.close();
            throw failure;
        }
    }

    /**
     * Reads samples with their labels.
     *
     * @return the caller's to close
     * @throws BiwaaException if there are no labels, fewer than two classes or a class without samples, or if a file is wrong
     */
    public static Features readLabelled(DomainLocation location) {
        return readSource(location).features();
    }

    static Source readSource(DomainLocation location) {
        try (EmbeddingFile file = EmbeddingFile.read(location)) {
            SampleLabels labels = file.labels()
                    .orElseThrow(
                            () -> new BiwaaException(
                                    "the source " + location.path() + " has no labels. Give them"
                                            + " by the setting source-labels: a file, the name of an array or column in it, or last for the last column."));
            ClassNumbering numbering = ClassNumbering.of(labels, location.classesFile());
            return new Source(file.features(Optional.of(labels), numbering), numbering);
        }
    }

    static Features readTarget(DomainLocation location, Source source) {
        try (EmbeddingFile file = EmbeddingFile.read(location)) {
            int expected = source.features().width().orElseThrow();
            if (file.width() != expected) {
                throw new BiwaaException("the target " + location.path() + " has " + file.width()
                        + " features per sample, the source " + source.features() + " has " + expected
                        + ". Expected features of the same network.");
            }
            return file.features(file.labels(), source.numbering());
        }
    }

    /**
     * Reads the target of a training that has no source. Labels are taken where there are any, for reporting alone.
     *
     * @param classes the model's class names
     * @throws BiwaaException if the file is wrong, or a label is no class of the model
     */
    static Features readTarget(DomainLocation location, List<String> classes) {
        try (EmbeddingFile file = EmbeddingFile.read(location)) {
            return file.features(file.labels(), ClassNumbering.named(classes));
        }
    }

    /**
     * Reads embeddings that a model is to classify. Labels are taken where they are there and are names of the model's classes.
     *
     * @param classes the model's class names
     * @throws BiwaaException if the file is wrong, or labels that the location names are not as many as samples or no classes of the model
     */
    public static Features readForPrediction(DomainLocation location, List<String> classes) {
        try (EmbeddingFile file = EmbeddingFile.read(location)) {
            ClassNumbering numbering = ClassNumbering.named(classes);
            Optional<SampleLabels> labels = file.labels();
            if (location.labels().isEmpty()) {
                labels = labels.filter(found -> numbering.covers(found, location.path()));
            }
            return file.features(labels, numbering);
        }
    }
}
