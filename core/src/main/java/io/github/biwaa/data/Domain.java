package io.github.biwaa.data;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The pictures of one domain in a fixed order, with labels or without.
 *
 * @param name for people: the folder's or list's name
 * @param files the pictures
 * @param classLabels the class number of each picture, or empty if they are unlabelled
 * @param classes the names of all classes; of the source's also for a target
 */
public record Domain(String name, List<Path> files, Optional<int[]> classLabels, List<String> classes) {

    /** Copies the lists; labels must be as many as files. */
    public Domain {
        files = List.copyOf(files);
        classes = List.copyOf(classes);
        if (classLabels.isPresent() && classLabels.get().length != files.size()) {
            throw new IllegalArgumentException(classLabels.get().length + " labels for " + files.size() + " files");
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

    /**
     * @return the class number of each picture; not to be changed
     * @throws IllegalStateException if there are no labels
     */
    public int[] labels() {
        return classLabels.orElseThrow(() -> new IllegalStateException(name + " has no labels"));
    }

    /** @return how many pictures each class has */
    public int[] countPerClass() {
        int[] counts = new int[classes.size()];
        for (int label : labels()) {
            counts[label]++;
        }
        return counts;
    }

    /** @return the same pictures without their labels */
    public Domain withoutLabels() {
        return new Domain(name, files, Optional.empty(), classes);
    }

    /** @return this domain without some pictures, such as broken ones */
    public Domain without(BitSet left) {
        if (left.isEmpty()) {
            return this;
        }
        int[] kept = IntStream.range(0, size()).filter(sample -> !left.get(sample)).toArray();
        List<Path> keptFiles = Arrays.stream(kept).mapToObj(files::get).toList();
        Optional<int[]> keptLabels = classLabels.map(
                labels -> Arrays.stream(kept).map(sample -> labels[sample]).toArray());
        return new Domain(name, keptFiles, keptLabels, classes);
    }
}
