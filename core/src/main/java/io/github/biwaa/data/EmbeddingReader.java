package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.samples.PictureFiles;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads domains of embeddings: features that somebody computed before, a row per sample, in .npy, .npz, .csv or .mat files. Everything that can be
 * wrong with them is found here, before any training. Class names and numbers are the source's.
 */
public final class EmbeddingReader {

    private EmbeddingReader() {}

    /**
     * Reads the labelled domain.
     *
     * @throws BiwaaException if there are no labels, fewer than two classes, a class without samples, or the file is wrong
     */
    public static Embeddings readSource(DomainLocation location) {
        EmbeddingFile file = EmbeddingFile.read(location);
        try {
            SampleLabels labels = file.labels()
                    .orElseThrow(
                            () -> new BiwaaException(
                                    "the source " + location.path() + " has no labels. Give them"
                                            + " by --source-labels: a file, the name of an array or column in it, or last for the last column."));
            ClassNumbering numbering = ClassNumbering.of(labels, location.classesFile());
            return embeddings(location.path(), file, Optional.of(labels), numbering);
        } catch (RuntimeException failure) {
            Tensors.release(file.features());
            throw failure;
        }
    }

    /**
     * Reads the other domain. Labels are taken where they are there, for reporting alone.
     *
     * @param source decides classes and width
     * @throws BiwaaException if the width is another, a label is no class of the source, or the file is wrong
     */
    public static Embeddings readTarget(DomainLocation location, Embeddings source) {
        EmbeddingFile file = EmbeddingFile.read(location);
        try {
            if (file.features().size(1) != source.width()) {
                throw new BiwaaException("the target " + location.path() + " has "
                        + file.features().size(1) + " features per sample, the source "
                        + source.domain().files().get(0) + " has " + source.width()
                        + ". Expected features of the same network.");
            }
            return embeddings(location.path(), file, file.labels(), source.numbering());
        } catch (RuntimeException failure) {
            Tensors.release(file.features());
            throw failure;
        }
    }

    /**
     * Reads embeddings that a model is to classify. Labels are taken where they are there and are names of the model's classes.
     *
     * @param classes the model's class names
     * @throws BiwaaException if the file is wrong, or labels that the location names are not as many as samples or no classes of the model
     */
    public static Embeddings readForPrediction(DomainLocation location, List<String> classes) {
        EmbeddingFile file = EmbeddingFile.read(location);
        try {
            ClassNumbering numbering = ClassNumbering.named(classes);
            Optional<SampleLabels> labels = file.labels();
            if (location.labels().isEmpty()) {
                labels = labels.filter(found -> numbering.covers(found, location.path()));
            }
            return embeddings(location.path(), file, labels, numbering);
        } catch (RuntimeException failure) {
            Tensors.release(file.features());
            throw failure;
        }
    }

    private static Embeddings embeddings(
            Path path, EmbeddingFile file, Optional<SampleLabels> labels, ClassNumbering numbering) {
        Tensor features = file.features();
        int size = Math.toIntExact(features.size(0));
        labels.filter(all -> all.size() != size).ifPresent(all -> {
            throw new BiwaaException("there are " + all.size() + " labels in " + all.title() + " for the " + size
                    + " samples of " + path + ". Expected one label per sample.");
        });
        Path folder = Optional.ofNullable(path.getParent()).orElse(Path.of(""));
        List<Path> files = PictureFiles.below(folder, Collections.nCopies(size, path.getFileName()));
        return new Embeddings(
                new Domain(stem(path), files, labels.map(numbering::of), numbering.classes()), features, numbering);
    }

    private static String stem(Path path) {
        String name = path.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }
}
