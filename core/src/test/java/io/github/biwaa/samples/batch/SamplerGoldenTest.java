package io.github.biwaa.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The reference's batches (golden A4) and ours by the same checker, and the reference's round lengths and dropped classes. Batches cannot be equal
 * number by number: the reference draws them from numpy's generator, and does not shuffle before the first round.
 */
class SamplerGoldenTest {
    private static final GoldenArrays GOLDEN = GoldenArrays.ofResource("a4_sampler.safetensors");
    private static final SeedSequence SEEDS = new SeedSequence(42);

    /** One recorded sampler of the reference. */
    private record Case(
            String name,
            int[] labels,
            int classes,
            int batchSize,
            Set<Integer> dropped,
            int[][] batches,
            int roundLength) {

        static Case named(String name) {
            int[] parameters = GOLDEN.ints(name + "/params");
            boolean target = GOLDEN.names().contains(name + "/prob_argmax");
            int[] flat = GOLDEN.ints(name + "/batches");
            int batchSize = parameters[1];
            int[][] batches = IntStream.range(0, flat.length / batchSize)
                    .mapToObj(i -> Arrays.copyOfRange(flat, i * batchSize, (i + 1) * batchSize))
                    .toArray(int[][]::new);
            Set<Integer> dropped = new HashSet<>();
            Arrays.stream(GOLDEN.ints(name + "/drop_class")).forEach(dropped::add);
            return new Case(
                    name,
                    GOLDEN.ints(name + (target ? "/prob_argmax" : "/labels")),
                    parameters[0],
                    batchSize,
                    dropped,
                    batches,
                    GOLDEN.ints(name + "/state_final")[0]);
        }

        boolean isSource() {
            return !GOLDEN.names().contains(name + "/prob_argmax");
        }

        BalancedRounds rules() {
            return new BalancedRounds(labels, classes, dropped);
        }

        List<String> classNames() {
            return IntStream.range(0, classes).mapToObj(k -> "class " + k).toList();
        }

        ClassBalancedSampler ours() {
            return isSource()
                    ? ClassBalancedSampler.forSource(labels, classNames(), batchSize, SEEDS)
                    : (ClassBalancedSampler) ClassBalancedSampler.forTarget(labels, classNames(), batchSize, SEEDS);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gt_k31",
                "gt_k31_unsorted",
                "gt_k65",
                "target_drop_k31",
                "target_nodrop_k31",
                "target_drop_k65",
                "gt_k31_tie",
                "gt_k3_tie",
                "office31_amazon_source",
                "office31_dslr_source",
                "office31_webcam_source"
            })
    void theReferenceAndOursObeyTheSameRules(String name) {
        Case golden = Case.named(name);
        BalancedRounds rules = golden.rules();
        ClassBalancedSampler ours = golden.ours();

        assertThat(ours.roundLength()).isEqualTo(golden.roundLength());
        // The reference's i_range: the size of a class, not always the smallest, whose floor is the smallest.
        int classSize = GOLDEN.ints(name + "/state_final")[1];
        assertThat(classSize * rules.keptClasses() / golden.batchSize()).isEqualTo(ours.roundLength());
        assertThat(classSize).isGreaterThanOrEqualTo(rules.smallestKeptClass());
        assertThat(Arrays.stream(ours.droppedClasses()).boxed())
                .containsExactlyElementsOf(golden.dropped().stream().sorted().toList());
        int[] reshuffles = GOLDEN.ints(name + "/reshuffle_after_batch");
        assertThat(reshuffles).isNotEmpty();
        for (int i = 0; i < reshuffles.length; i++) {
            assertThat(reshuffles[i]).isEqualTo((i + 1) * ours.roundLength());
        }
        for (int round = 0; (round + 1) * golden.roundLength() <= golden.batches().length; round++) {
            rules.check(Arrays.copyOfRange(
                    golden.batches(), round * golden.roundLength(), (round + 1) * golden.roundLength()));
            rules.checkWithoutRepeats(BalancedRounds.round(ours, round));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gt_k31", "gt_k65", "office31_amazon_source"})
    void ourListsAreShuffledBeforeTheFirstRoundToo(String name) {
        Case golden = Case.named(name);
        int length = golden.roundLength();
        Map<Integer, List<Integer>> reference = golden.rules().check(Arrays.copyOfRange(golden.batches(), 0, length));
        Map<Integer, List<Integer>> ours = golden.rules().check(BalancedRounds.round(golden.ours(), 0));
        // The reference takes each class's first files in file order; ours anything.
        assertThat(reference.values()).allSatisfy(samples -> assertThat(samples).isSorted());
        long inFileOrder = ours.values().stream()
                .filter(samples -> samples.equals(samples.stream().sorted().toList()))
                .count();
        assertThat(inFileOrder).isLessThan(golden.classes() / 4);
        assertThat(ours).isNotEqualTo(golden.rules().check(BalancedRounds.round(golden.ours(), 1)));
    }

    /** Where docs/method.md says that the reference slips: our length from the rule, and what the reference's was. */
    @ParameterizedTest
    @CsvSource({
        "target_balanced_k31, 31, 31",
        "target_tie_drop_k31, 5, 6",
        "target_equal_drop_k31, 16, 12",
        "gt_k5_datalen0, 4, 0",
        "target_tiny_k31, 1, 0"
    })
    void oursFollowsTheRuleWhereTheReferenceSlips(String name, int expected, int reference) {
        Case golden = Case.named(name);
        ClassBalancedSampler ours = golden.ours();
        assertThat(golden.roundLength()).isEqualTo(reference);
        assertThat(ours.roundLength()).isEqualTo(expected);
        assertThat(Arrays.stream(ours.droppedClasses()).boxed())
                .containsExactlyElementsOf(golden.dropped().stream().sorted().toList());
        BalancedRounds rules = golden.rules();
        for (int round = 0; round < 5; round++) {
            int[][] batches = BalancedRounds.round(ours, round);
            if (reference > 0) {
                rules.checkWithoutRepeats(batches);
            }
        }
    }

    @Test
    void perfectlyBalancedTargetsUseEverySampleOnce() {
        Case golden = Case.named("target_balanced_k31");
        int[] counts = new int[golden.labels().length];
        for (int[] batch : BalancedRounds.round(golden.ours(), 0)) {
            Arrays.stream(batch).forEach(sample -> counts[sample]++);
        }
        assertThat(counts).containsOnly(1);
        int[] reference = new int[counts.length];
        for (int i = 0; i < golden.roundLength(); i++) {
            Arrays.stream(golden.batches()[i]).forEach(sample -> reference[sample]++);
        }
        assertThat(Arrays.stream(reference).filter(count -> count == 0).count()).isEqualTo(155);
    }

    @Test
    void roundsOfLengthZeroReachMoreThanTheFirstSamples() {
        Case golden = Case.named("gt_k5_datalen0");
        assertThat(distinct(golden.batches())).isEqualTo(15);
        ClassBalancedSampler ours = golden.ours();
        int[][] batches = IntStream.range(0, golden.batches().length)
                .mapToObj(ours::batch)
                .toArray(int[][]::new);
        assertThat(distinct(batches)).isEqualTo(golden.labels().length);
    }

    private static long distinct(int[][] batches) {
        return Arrays.stream(batches).flatMapToInt(Arrays::stream).distinct().count();
    }

    @Test
    void uniformRoundsAreTheReferences() {
        Case golden = Case.named("random_k31");
        UniformSampler ours =
                new UniformSampler(golden.labels().length, golden.batchSize(), SEEDS, Purpose.TARGET_SAMPLER);
        assertThat(ours.roundLength()).isEqualTo(golden.roundLength()).isEqualTo(23);
        for (int round = 0; (round + 1) * 23 <= golden.batches().length; round++) {
            int[][] reference = Arrays.copyOfRange(golden.batches(), round * 23, (round + 1) * 23);
            for (int[][] batches : List.of(reference, BalancedRounds.round(ours, round))) {
                List<Integer> draws = new ArrayList<>();
                Arrays.stream(batches).flatMapToInt(Arrays::stream).forEach(draws::add);
                assertThat(draws).hasSize(23 * 36).doesNotHaveDuplicates();
                assertThat(draws).allSatisfy(sample -> assertThat(sample).isBetween(0, 834));
            }
        }
    }
}
