package io.github.biwaa.samples;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.setting.SampleKind;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What a network can be fed: samples in a fixed order, each with a name and, where they are labelled, a class. The kinds are pictures and features;
 * who learns from samples need not know which they are. Before a network sees them they are {@linkplain #open opened}.
 */
public abstract class Samples implements AutoCloseable {
    private final String name;
    private final int size;
    private final Optional<int[]> classLabels;
    private final List<String> classes;

    /**
     * Copies what could change.
     *
     * @param name for people: the folder's or list's name
     * @param classLabels the class number of each sample, or empty if they are unlabelled
     * @param classes the names of all classes; of the source's also for a target
     * @throws IllegalArgumentException if labels are not as many as samples, or no class's number
     */
    Samples(String name, int size, Optional<int[]> classLabels, List<String> classes) {
        this.name = name;
        this.size = size;
        this.classes = List.copyOf(classes);
        this.classLabels = classLabels.map(int[]::clone);
        this.classLabels.ifPresent(labels -> check(labels, size, classes.size()));
    }

    /**
     * Unlabelled features in memory.
     *
     * @param features a row per sample, all of one length; copied
     * @return the caller's to close
     * @throws BiwaaException if there are none, rows differ in length, or a value is infinite or no number
     */
    public static Samples of(float[][] features) {
        return Features.ofRows(features, Optional.empty(), List.of());
    }

    /** {@link #of(float[][], int[], List)} with classes that are called by their numbers, from 0 to the largest label. */
    public static Samples of(float[][] features, int[] labels) {
        int largest = IntStream.of(labels).max().orElse(-1);
        return of(
                features,
                labels,
                IntStream.rangeClosed(0, largest).mapToObj(Integer::toString).toList());
    }

    /**
     * Labelled features in memory.
     *
     * @param features a row per sample, all of one length; copied
     * @param labels the class number of each row
     * @param classes the names of all classes, in the order of their numbers
     * @return the caller's to close
     * @throws BiwaaException if there are none, rows differ in length, or a value is infinite or no number
     * @throws IllegalArgumentException if labels are not as many as rows, or no class's number
     */
    public static Samples of(float[][] features, int[] labels, List<String> classes) {
        return Features.ofRows(features, Optional.of(labels), classes);
    }

    /**
     * Unlabelled pictures in memory. Their samples are taken as they are, whatever their colour profile.
     *
     * @param pictures at least one; copied
     * @return the caller's to close
     * @throws BiwaaException if there are none
     */
    public static Samples ofPictures(List<BufferedImage> pictures) {
        return new MemoryPictures(pixels(pictures), Optional.empty(), List.of());
    }

    /**
     * Labelled pictures in memory. Their samples are taken as they are, whatever their colour profile.
     *
     * @param pictures at least one; copied
     * @param labels the class number of each picture
     * @param classes the names of all classes, in the order of their numbers
     * @return the caller's to close
     * @throws BiwaaException if there are none
     * @throws IllegalArgumentException if labels are not as many as pictures, or no class's number
     */
    public static Samples ofPictures(List<BufferedImage> pictures, int[] labels, List<String> classes) {
        return new MemoryPictures(pixels(pictures), Optional.of(labels), classes);
    }

    /**
     * No samples at all: the source of a training that adapts a finished model without one.
     *
     * @param kind what the target has
     * @param classes the names of the model's classes, in the order of their numbers
     */
    public static Samples none(SampleKind kind, List<String> classes) {
        return new NoSamples(kind, classes);
    }

    private static List<PixelImage> pixels(List<BufferedImage> pictures) {
        return pictures.stream().map(PixelImage::of).toList();
    }

    private static void check(int[] labels, int samples, int classes) {
        if (labels.length != samples) {
            throw new IllegalArgumentException(labels.length + " labels for " + samples + " samples");
        }
        for (int sample = 0; sample < labels.length; sample++) {
            if (labels[sample] < 0 || labels[sample] >= classes) {
                throw new IllegalArgumentException(
                        "label " + labels[sample] + " of sample " + sample + ", expected 0 to " + (classes - 1));
            }
        }
    }

    /** @return what people call the set: the folder's or list's name */
    public final String name() {
        return name;
    }

    /** @return the number of samples */
    public final int size() {
        return size;
    }

    /** @return whether there are none */
    public final boolean isEmpty() {
        return size == 0;
    }

    /** @return the names of all classes; of the source's also for a target */
    public final List<String> classes() {
        return classes;
    }

    /** @return whether the samples have labels */
    public final boolean labelled() {
        return classLabels.isPresent();
    }

    /** @return a copy of the class numbers of all samples, or empty if they are unlabelled */
    public final Optional<int[]> classLabels() {
        return classLabels.map(int[]::clone);
    }

    /**
     * @return a copy of the class numbers of all samples
     * @throws IllegalStateException if there are no labels
     */
    public final int[] labels() {
        return knownLabels().clone();
    }

    /**
     * @param sample from 0
     * @return the class number of one sample
     * @throws IllegalStateException if there are no labels
     */
    public final int label(int sample) {
        return knownLabels()[sample];
    }

    /**
     * @return how many samples each class has
     * @throws IllegalStateException if there are no labels
     */
    public final int[] countPerClass() {
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
     * The same samples with another set's class names and numbers.
     *
     * @return the caller's to close, before or after this
     * @throws BiwaaException if a sample's class is none of the source's
     */
    public final Samples inClassesOf(Samples source) {
        int[] numbers = classes.stream().mapToInt(source.classes()::indexOf).toArray();
        return relabelled(
                classLabels().map(labels -> IntStream.of(labels)
                        .map(label -> {
                            if (numbers[label] < 0) {
                                throw new BiwaaException("the class " + classes.get(label) + " of the target " + name
                                        + " is none of the source " + source.name + ": "
                                        + Names.some(source.classes()) + ".");
                            }
                            return numbers[label];
                        })
                        .toArray()),
                source.classes());
    }

    /** @return the same samples under other labels; the caller's to close, before or after this */
    abstract Samples relabelled(Optional<int[]> labels, List<String> classNames);

    /** @return what the samples are; some settings apply to one kind alone */
    public abstract SampleKind kind();

    /** @return what messages call a sample: a picture's path below its root, the row of a feature file; the same on every machine */
    public abstract String sampleName(int sample);

    /** @return what a listing calls a sample */
    String listedName(int sample) {
        return sampleName(sample);
    }

    /** @return the SHA-256 of the names of the samples in their order, and of their labels; the same for equal copies in other folders */
    public final String listingSha256() {
        return sha256(sample -> labelled() ? listedName(sample) + " " + label(sample) : listedName(sample));
    }

    /** @return {@link #listingSha256} of the same samples without labels */
    public final String namesSha256() {
        return sha256(this::listedName);
    }

    private String sha256(IntFunction<String> line) {
        return Sha256.of(() -> IntStream.range(0, size).mapToObj(line).iterator());
    }

    /** @return the SHA-256 of the samples' values; empty for pictures: hashing them takes as long as reading them, so their names are compared */
    public Optional<String> contentSha256() {
        return Optional.empty();
    }

    /** @return features per sample; empty for pictures, of which a backbone makes features */
    public OptionalInt width() {
        return OptionalInt.empty();
    }

    /**
     * @param centred whether the mean over its features is first subtracted from each sample's
     * @return what the features should be multiplied by unless something else is chosen; empty for pictures, whose backbone decides
     */
    public OptionalDouble featureScale(boolean centred) {
        return OptionalDouble.empty();
    }

    /**
     * Makes the samples ready to be fed to a network: decodes pictures, and leaves out those that cannot be read where that is allowed.
     *
     * @param progress told how decoding goes; may stop it
     * @return the caller's to close, before or after this
     * @throws io.github.biwaa.BiwaaException if samples are broken and that is not to be skipped, or none is left
     * @throws io.github.biwaa.StoppedException if that was asked for
     */
    public abstract OpenSamples open(Opening opening, Progress progress);

    /** Frees what the samples hold in memory. */
    @Override
    public void close() {
        // Most hold nothing.
    }
}
