package io.github.biwaa.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.samples.CapturedLog;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClassBalancedSamplerTest {
    private static final SeedSequence SEEDS = new SeedSequence(7);

    private CapturedLog log;

    @BeforeEach
    void captureLog() {
        log = new CapturedLog(ClassBalancedSampler.class);
    }

    @AfterEach
    void releaseLog() {
        log.close();
    }

    private static List<String> names(int classes) {
        return IntStream.range(0, classes).mapToObj(k -> "class-" + k).toList();
    }

    private static int[] labels(int... countPerClass) {
        return IntStream.range(0, countPerClass.length)
                .flatMap(k -> IntStream.generate(() -> k).limit(countPerClass[k]))
                .toArray();
    }

    private static int[] randomLabels(SplittableRandom random, int classes, int samples, boolean everyClass) {
        int[] labels = new int[samples];
        for (int i = 0; i < samples; i++) {
            // Squared, so that some classes are far rarer than others.
            double place = random.nextDouble();
            labels[i] = everyClass && i < classes ? i : (int) (place * place * classes);
        }
        return Shuffle.inPlace(labels, random);
    }

    @Test
    void anySourceGivesFullBalancedBatches() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 300; trial++) {
            int classes = 2 + random.nextInt(70);
            int batchSize = 1 + random.nextInt(80);
            int[] labels = randomLabels(random, classes, classes + random.nextInt(600), true);
            ClassBalancedSampler sampler = ClassBalancedSampler.forSource(labels, names(classes), batchSize, SEEDS);
            check(sampler, labels, classes, Set.of(), batchSize);
        }
    }

    @Test
    void anyTargetGivesFullBalancedBatches() {
        SplittableRandom random = new SplittableRandom(2);
        int balanced = 0;
        for (int trial = 0; trial < 300; trial++) {
            int classes = 2 + random.nextInt(70);
            int batchSize = 1 + random.nextInt(80);
            int[] predicted = randomLabels(random, classes, 1 + random.nextInt(300), false);
            IndexSampler sampler = ClassBalancedSampler.forTarget(predicted, names(classes), batchSize, SEEDS);
            Set<Integer> dropped = IntStream.range(0, classes)
                    .filter(k ->
                            Arrays.stream(predicted).filter(label -> label == k).count() * classes / batchSize == 0)
                    .boxed()
                    .collect(Collectors.toSet());
            if (sampler instanceof ClassBalancedSampler classBalanced) {
                balanced++;
                assertThat(classBalanced.droppedClasses())
                        .containsExactlyInAnyOrder(
                                dropped.stream().mapToInt(k -> k).toArray());
                check(classBalanced, predicted, classes, dropped, batchSize);
            } else {
                assertThat(classes - dropped.size()).isLessThan(2);
                assertThat(sampler.batch(3)).hasSize(batchSize);
            }
        }
        assertThat(balanced).isBetween(100, 299);
    }

    private static void check(
            ClassBalancedSampler sampler, int[] labels, int classes, Set<Integer> dropped, int batchSize) {
        BalancedRounds rules = new BalancedRounds(labels, classes, dropped);
        int byRule = rules.smallestKeptClass() * rules.keptClasses() / batchSize;
        assertThat(sampler.roundLength()).isEqualTo(byRule > 0 ? byRule : Math.max(1, labels.length / batchSize));
        for (int round : new int[] {0, 1, 17}) {
            int[][] batches = BalancedRounds.round(sampler, round);
            assertThat(List.of(batches)).allSatisfy(batch -> assertThat(batch).hasSize(batchSize));
            if (byRule > 0) {
                rules.checkWithoutRepeats(batches);
            } else {
                checkEqualShares(batches, labels, dropped, classes);
            }
        }
    }

    /** In rounds where lists run out: all kept classes equally often (within one), and within a class all samples equally often (within one). */
    private static void checkEqualShares(int[][] batches, int[] labels, Set<Integer> dropped, int classes) {
        int[] perClass = new int[classes];
        int[] perSample = new int[labels.length];
        for (int[] batch : batches) {
            for (int sample : batch) {
                perSample[sample]++;
                perClass[labels[sample]]++;
            }
        }
        int[] kept =
                IntStream.range(0, classes).filter(k -> !dropped.contains(k)).toArray();
        assertWithinOne(Arrays.stream(kept).map(k -> perClass[k]).toArray());
        assertThat(Arrays.stream(perClass).sum())
                .isEqualTo(Arrays.stream(kept).map(k -> perClass[k]).sum());
        for (int k : kept) {
            assertWithinOne(IntStream.range(0, labels.length)
                    .filter(sample -> labels[sample] == k)
                    .map(sample -> perSample[sample])
                    .toArray());
        }
    }

    private static void assertWithinOne(int[] counts) {
        assertThat(Arrays.stream(counts).max().orElseThrow()
                        - Arrays.stream(counts).min().orElseThrow())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void perfectlyBalancedListsGiveEverySampleOnceARound() {
        int[] labels = labels(12, 12, 12);
        ClassBalancedSampler sampler = ClassBalancedSampler.forSource(labels, names(3), 36, SEEDS);
        assertThat(sampler.roundLength()).isEqualTo(1);
        for (int step = 0; step < 20; step++) {
            assertThat(sampler.batch(step))
                    .containsExactlyInAnyOrder(IntStream.range(0, 36).toArray());
        }
    }

    @Test
    void aBatchDependsOnItsStepAlone() throws InterruptedException {
        int[] labels = randomLabels(new SplittableRandom(3), 10, 400, true);
        ClassBalancedSampler inOrder = ClassBalancedSampler.forSource(labels, names(10), 36, SEEDS);
        int[][] expected = IntStream.range(0, 200).mapToObj(inOrder::batch).toArray(int[][]::new);
        ClassBalancedSampler shared = ClassBalancedSampler.forSource(labels, names(10), 36, SEEDS);
        int[][] actual = new int[200][];
        int[] order = Shuffle.inPlace(IntStream.range(0, 200).toArray(), new SplittableRandom(4));
        Thread[] threads = new Thread[4];
        for (int t = 0; t < threads.length; t++) {
            int first = t;
            threads[t] = new Thread(() -> {
                for (int i = first; i < order.length; i += threads.length) {
                    actual[order[i]] = shared.batch(order[i]);
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(actual).isDeepEqualTo(expected);
        inOrder.batch(5)[0] = -1;
        assertThat(inOrder.batch(5)).isEqualTo(expected[5]);
    }

    @Test
    void roundsSeedsAndDomainsDiffer() {
        int[] labels = labels(40, 40);
        ClassBalancedSampler source = ClassBalancedSampler.forSource(labels, names(2), 8, SEEDS);
        IndexSampler target = ClassBalancedSampler.forTarget(labels, names(2), 8, SEEDS);
        ClassBalancedSampler otherSeed = ClassBalancedSampler.forSource(labels, names(2), 8, new SeedSequence(8));
        assertThat(source.batch(0)).isNotEqualTo(source.batch(source.roundLength()));
        assertThat(source.batch(0)).isNotEqualTo(target.batch(0));
        assertThat(source.batch(0)).isNotEqualTo(otherSeed.batch(0));
    }

    @Test
    void allSamplesOfALargeClassAreReachedEquallyOften() {
        ClassBalancedSampler sampler = ClassBalancedSampler.forSource(labels(5, 50), names(2), 10, SEEDS);
        assertThat(sampler.roundLength()).isEqualTo(1);
        int[] counts = new int[55];
        for (int step = 0; step < 4000; step++) {
            Arrays.stream(sampler.batch(step)).forEach(sample -> counts[sample]++);
        }
        assertThat(Arrays.copyOf(counts, 5)).containsOnly(4000);
        // 400 expected, standard deviation 19.
        assertThat(Arrays.stream(counts).skip(5)).allMatch(count -> count > 310 && count < 490);
    }

    @Test
    void anEmptySourceClassIsRefusedByName() {
        assertThatThrownBy(
                        () -> ClassBalancedSampler.forSource(labels(3, 0, 2), List.of("cup", "mug", "jar"), 36, SEEDS))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("class mug");
    }

    @Test
    void aTargetOfFewClassesIsSampledUniformly() {
        // K = 31: one sample is too few, two are enough.
        int[] predicted = new int[100];
        predicted[7] = 3;
        assertThat(ClassBalancedSampler.forTarget(predicted, names(31), 36, SEEDS))
                .isInstanceOf(UniformSampler.class);
        assertThat(log.messages(Level.WARN)).singleElement().asString().contains("sampled uniformly");
        predicted[8] = 3;
        assertThat(ClassBalancedSampler.forTarget(predicted, names(31), 36, SEEDS))
                .isInstanceOf(ClassBalancedSampler.class);
        assertThat(log.messages(Level.INFO)).singleElement().asString().contains("29 of 31", "class-1", "and 21 more");
        IndexSampler single = ClassBalancedSampler.forTarget(new int[] {4}, names(10), 36, SEEDS);
        assertThat(single.batch(9)).hasSize(36).containsOnly(0);
    }

    @Test
    void wrongArgumentsAreRefused() {
        assertThatThrownBy(() -> ClassBalancedSampler.forSource(new int[] {0, 2}, names(2), 4, SEEDS))
                .hasMessageContaining("label 2 of sample 1");
        assertThatThrownBy(() -> ClassBalancedSampler.forTarget(new int[] {-1}, names(2), 4, SEEDS))
                .hasMessageContaining("label -1 of sample 0");
        assertThatThrownBy(() -> ClassBalancedSampler.forSource(labels(2, 2), names(2), 0, SEEDS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ClassBalancedSampler.forSource(labels(2, 2), names(2), 4, SEEDS)
                        .batch(-1))
                .hasMessageContaining("step -1");
    }

    @Test
    @Tag("machine")
    void farStepsOfLargeDomainsAreCheap() {
        int[] labels = IntStream.range(0, 1_000_000).map(i -> i % 1000).toArray();
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> {
            ClassBalancedSampler sampler = ClassBalancedSampler.forSource(labels, names(1000), 36, SEEDS);
            assertThat(sampler.roundLength()).isEqualTo(1_000_000 / 36);
            assertThat(sampler.batch(1L << 40)).hasSize(36).doesNotHaveDuplicates();
        });
    }
}
