package io.github.biwaa.samples;

import io.github.biwaa.file.Sha256;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The pictures of one domain in a fixed order, with labels or without. Unchangeable; lists read by a reader keep of each file only
 * the path below their root, so that a million files take little memory.
 *
 * @param name for people: the folder's or list's name
 * @param files the pictures; of embeddings the file that holds them, once per sample
 * @param classLabels the class number of each picture, or empty if they are unlabelled
 * @param classes the names of all classes; of the source's also for a target
 */
public record Domain(String name, List<Path> files, Optional<int[]> classLabels, List<String> classes) {

    /**
     * Copies what could change.
     *
     * @throws IllegalArgumentException if labels are not as many as files, or no class's number
     */
    public Domain {
        files = PictureFiles.copyOf(files);
        classes = List.copyOf(classes);
        classLabels = classLabels.map(int[]::clone);
        if (classLabels.isPresent()) {
            check(classLabels.get(), files.size(), classes.size());
        }
    }

    private static void check(int[] labels, int files, int classes) {
        if (labels.length != files) {
            throw new IllegalArgumentException(labels.length + " labels for " + files + " files");
        }
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] < 0 || labels[sample] >= classes) {
                throw new IllegalArgumentException(
                        "label " + labels[sample] + " of sample " + sample + ", expected 0 to " + (classes - 1));
            }
        }
    }

    /** @return the number of pictures */
    public int size() {
        return files.size();
    }

    /** @return whether the pictures have labels */
    public boolean labelled() {
        return classLabels.isPresent();
    }

    /** @return a copy of the class numbers of all pictures, or empty if they are unlabelled */
    @Override
    public Optional<int[]> classLabels() {
        return classLabels.map(int[]::clone);
    }

    /**
     * @return a copy of the class numbers of all pictures
     * @throws IllegalStateException if there are no labels
     */
    public int[] labels() {
        return knownLabels().clone();
    }

    /**
     * @param sample from 0
     * @return the class number of one picture
     * @throws IllegalStateException if there are no labels
     */
    public int label(int sample) {
        return knownLabels()[sample];
    }

    /**
     * @return how many pictures each class has
     * @throws IllegalStateException if there are no labels
     */
    public int[] countPerClass() {
        int[] counts = new int[classes.size()];
        for (int label : knownLabels()) {
            counts[label]++;
        }
        return counts;
    }

    private int[] knownLabels() {
        return classLabels.orElseThrow(() -> new IllegalStateException(name + " has no labels"));
    }

    /**
     * @return the SHA-256 of what is in this domain and in which order: names of the pictures below their root, and labels; the same on every machine
     *     and for equal copies in other folders
     */
    public String listingSha256() {
        PictureFiles names = PictureFiles.copyOf(files);
        return Sha256.of(() -> IntStream.range(0, size())
                .mapToObj(sample -> labelled() ? names.name(sample) + " " + label(sample) : names.name(sample))
                .iterator());
    }

    /** @return what messages call a sample: its path below the root */
    public String sampleName(int sample) {
        return PictureFiles.copyOf(files).name(sample);
    }

    /** @return the same pictures without their labels */
    public Domain withoutLabels() {
        return new Domain(name, files, Optional.empty(), classes);
    }

    /**
     * @param left numbers of the pictures to leave out, such as broken ones
     * @return this domain without them
     */
    public Domain without(BitSet left) {
        if (left.isEmpty()) {
            return this;
        }
        int[] kept =
                IntStream.range(0, size()).filter(sample -> !left.get(sample)).toArray();
        Optional<int[]> keptLabels = classLabels.map(
                labels -> IntStream.of(kept).map(sample -> labels[sample]).toArray());
        return new Domain(name, PictureFiles.copyOf(files).select(kept), keptLabels, classes);
    }
}
