package io.github.biwaa.samples.batch;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.Names;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Batches in which all classes are equally common (docs/method.md). Each pass visits every kept class once in a fresh random order and takes
 * sample number (pass) of the class's shuffled list; batches are consecutive groups of B draws. A round ends after floor(n_min K / B) batches,
 * n_min the size of the smallest kept class and K the number of kept classes; the rest of the pass is dropped and every list is shuffled anew.
 *
 * <p>Where that length is zero, a round has floor(N / B) batches, at least one, and a list that is used up is shuffled again (docs/method.md says
 * where and why this differs from the reference).
 */
public final class ClassBalancedSampler extends RoundSampler {
    private static final Logger LOG = LoggerFactory.getLogger(ClassBalancedSampler.class);

    private final int[][] lists;
    private final int[] droppedClasses;
    private final int batchSize;
    private final int roundLength;
    private final boolean listsRunOut;
    private final SeedSequence seeds;
    private final Purpose purpose;

    private ClassBalancedSampler(
            int[][] lists, int[] droppedClasses, int samples, int batchSize, SeedSequence seeds, Purpose purpose) {
        this.lists = lists;
        this.droppedClasses = droppedClasses;
        this.batchSize = batchSize;
        this.seeds = seeds;
        this.purpose = purpose;
        int length = ClassLists.roundLength(lists, batchSize);
        this.listsRunOut = length == 0;
        this.roundLength = listsRunOut ? Math.max(1, samples / batchSize) : length;
    }

    /**
     * For the source: by its labels, no class is left out.
     *
     * @param labels y_s of every sample
     * @param classes the names of all classes
     * @param batchSize B
     * @param seeds of the run
     * @throws BiwaaException if a class has no samples; the message names it
     */
    public static ClassBalancedSampler forSource(
            int[] labels, List<String> classes, int batchSize, SeedSequence seeds) {
        checkBatchSize(batchSize);
        int[][] lists = ClassLists.of(labels, classes.size());
        for (int k = 0; k < lists.length; k++) {
            if (lists[k].length == 0) {
                throw new BiwaaException(
                        "the source has no picture of class " + classes.get(k) + ". Every class needs at least one.");
            }
        }
        return new ClassBalancedSampler(lists, new int[0], labels.length, batchSize, seeds, Purpose.SOURCE_SAMPLER);
    }

    /**
     * For the target in later runs: by what earlier runs predict. A class with floor(n K / B) = 0 samples is left out.
     *
     * @param predicted class of every sample
     * @param classes the names of all classes
     * @param batchSize B
     * @param seeds of the run
     * @return a uniform sampler instead if fewer than two classes remain
     */
    public static IndexSampler forTarget(int[] predicted, List<String> classes, int batchSize, SeedSequence seeds) {
        checkBatchSize(batchSize);
        int[][] lists = ClassLists.of(predicted, classes.size());
        int[] dropped = IntStream.range(0, lists.length)
                .filter(k -> !isFrequent(lists[k], lists.length, batchSize))
                .toArray();
        int[][] kept = Stream.of(lists)
                .filter(list -> isFrequent(list, lists.length, batchSize))
                .toArray(int[][]::new);
        if (kept.length < 2) {
            LOG.warn("Earlier runs predict fewer than two classes often enough to sample by;"
                    + " the target is sampled uniformly.");
            return new UniformSampler(predicted.length, batchSize, seeds, Purpose.TARGET_SAMPLER);
        }
        if (dropped.length > 0) {
            LOG.info(
                    "{} of {} classes are predicted too rarely to be sampled: {}",
                    dropped.length,
                    lists.length,
                    Names.some(IntStream.of(dropped).mapToObj(classes::get).toList()));
        }
        return new ClassBalancedSampler(kept, dropped, predicted.length, batchSize, seeds, Purpose.TARGET_SAMPLER);
    }

    /**
     * For the labelled samples of the target: all classes that have some.
     *
     * @param samples their numbers, at least one
     * @param labels their classes
     * @param classes K
     * @param batchSize drawn at once
     * @param seeds of the run
     */
    public static ClassBalancedSampler forLabelled(
            int[] samples, int[] labels, int classes, int batchSize, SeedSequence seeds) {
        checkBatchSize(batchSize);
        int[][] lists = Stream.of(ClassLists.of(labels, classes))
                .filter(list -> list.length > 0)
                .map(list -> IntStream.of(list).map(place -> samples[place]).toArray())
                .toArray(int[][]::new);
        return new ClassBalancedSampler(lists, new int[0], samples.length, batchSize, seeds, Purpose.LABELLED_SAMPLER);
    }

    /** @return whether floor(n K / B) is at least 1, n being the size of a class's list */
    private static boolean isFrequent(int[] list, int classes, int batchSize) {
        return (long) list.length * classes >= batchSize;
    }

    private static void checkBatchSize(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batches of " + batchSize + ", expected at least 1");
        }
    }

    /** @return numbers of the classes that this sampler never draws, in order; none for the source */
    public int[] droppedClasses() {
        return droppedClasses.clone();
    }

    @Override
    public int roundLength() {
        return roundLength;
    }

    @Override
    int[][] drawRound(long round) {
        SplittableRandom random = seeds.streamOf(purpose, round);
        int[][] shuffled = new int[lists.length][];
        for (int k = 0; k < lists.length; k++) {
            shuffled[k] = Shuffle.inPlace(lists[k].clone(), random);
        }
        int[] order = IntStream.range(0, lists.length).toArray();
        int[][] batches = new int[roundLength][batchSize];
        int draw = 0;
        for (int pass = 0; draw < roundLength * batchSize; pass++) {
            Shuffle.inPlace(order, random);
            for (int visit = 0; visit < order.length && draw < roundLength * batchSize; visit++, draw++) {
                int[] list = shuffled[order[visit]];
                int number = pass % list.length;
                if (listsRunOut && number == 0 && pass > 0) {
                    Shuffle.inPlace(list, random);
                }
                batches[draw / batchSize][draw % batchSize] = list[number];
            }
        }
        return batches;
    }
}
