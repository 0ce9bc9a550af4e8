package io.github.biwaa.samples;

import io.github.biwaa.Progress;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Samples that a network can be fed now. */
public abstract class OpenSamples extends Samples {

    OpenSamples(String name, int size, Optional<int[]> classLabels, List<String> classes) {
        super(name, size, classLabels, classes);
    }

    /**
     * The samples as a network takes them.
     *
     * @param seeds of the run, where the choice of training views comes from
     * @param purpose source or target augmentation
     * @return the caller's to close; it borrows from these samples
     */
    public abstract SampleViews views(SeedSequence seeds, Purpose purpose);

    /** @return the files of the samples, in order; none if they are no pictures, or pictures in memory */
    public List<Path> pictures() {
        return List.of();
    }

    /**
     * These samples and, after them, some of others of the same kind under new labels.
     *
     * @param other where the added samples come from
     * @param rows their numbers there; repeats are allowed
     * @param labels their class numbers here, as many
     * @return a set under this one's name that borrows from both; the caller's to close, before them
     * @throws IllegalStateException if these samples have no labels
     * @throws IllegalArgumentException if the other samples are of another kind or width, or rows and labels do not fit
     */
    public final OpenSamples plus(OpenSamples other, int[] rows, int[] labels) {
        if (rows.length != labels.length) {
            throw new IllegalArgumentException(labels.length + " labels for " + rows.length + " rows");
        }
        if (other.getClass() != getClass() || !other.width().equals(width())) {
            throw new IllegalArgumentException("cannot add " + other.kind() + " of " + other.name() + " to the "
                    + kind() + " of " + name() + "; expected samples of the same kind and width");
        }
        int[] own = labels();
        int[] all = Arrays.copyOf(own, own.length + labels.length);
        System.arraycopy(labels, 0, all, own.length, labels.length);
        return sum(other, rows.clone(), all);
    }

    /**
     * Some of these samples.
     *
     * @param rows their numbers, at least one
     * @return a set that borrows from this one; the caller's to close, before it
     */
    public abstract OpenSamples part(int[] rows);

    /** @return the sum of {@link #plus}, with the labels of all */
    abstract OpenSamples sum(OpenSamples other, int[] rows, int[] labels);

    /** @return a property of the samples of a sum: of this set, then of the other's rows */
    final <T> IntFunction<T> joined(IntFunction<T> own, IntFunction<T> others, int[] rows) {
        return sample -> sample < size() ? own.apply(sample) : others.apply(rows[sample - size()]);
    }

    /** @return the labels of some samples, if there are any */
    final Optional<int[]> labelsOf(int[] rows) {
        return classLabels()
                .map(labels -> IntStream.of(rows).map(row -> labels[row]).toArray());
    }

    @Override
    public final OpenSamples open(Opening opening, Progress progress) {
        return shared();
    }

    /** @return the same samples, which may be closed apart from these */
    abstract OpenSamples shared();
}
