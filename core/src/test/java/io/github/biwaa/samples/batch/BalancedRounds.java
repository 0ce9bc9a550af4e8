package io.github.biwaa.samples.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds class-balanced rounds, the reference's and ours, to the same rules (docs/method.md). */
final class BalancedRounds {
    private final int[] labels;
    private final Set<Integer> kept;
    private final int[] countPerClass;

    BalancedRounds(int[] labels, int classes, Set<Integer> dropped) {
        this.labels = labels;
        this.countPerClass = new int[classes];
        for (int label : labels) {
            countPerClass[label]++;
        }
        this.kept = new HashSet<>();
        for (int k = 0; k < classes; k++) {
            if (!dropped.contains(k)) {
                kept.add(k);
            }
        }
    }

    /** Sizes of the kept classes' smallest list. */
    int smallestKeptClass() {
        return kept.stream().mapToInt(k -> countPerClass[k]).min().orElseThrow();
    }

    int keptClasses() {
        return kept.size();
    }

    /**
     * Asserts that the batches of one round, put end to end, are passes over all kept classes, the last one perhaps cut short; and that what a class
     * gives in its passes is an order of its samples, repeated from the start where the passes are more.
     *
     * @return for each class the samples it gave, in order
     */
    Map<Integer, List<Integer>> check(int[][] round) {
        List<Integer> draws = new ArrayList<>();
        for (int[] batch : round) {
            for (int sample : batch) {
                draws.add(sample);
            }
        }
        Map<Integer, List<Integer>> given = new HashMap<>();
        for (int start = 0; start < draws.size(); start += kept.size()) {
            Set<Integer> classesOfPass = new HashSet<>();
            for (int sample : draws.subList(start, Math.min(start + kept.size(), draws.size()))) {
                int k = labels[sample];
                assertThat(kept).contains(k);
                assertThat(classesOfPass.add(k))
                        .as("class %d once in the pass from draw %d", k, start)
                        .isTrue();
                given.computeIfAbsent(k, unused -> new ArrayList<>()).add(sample);
            }
        }
        given.forEach((k, samples) -> {
            int distinct = Math.min(samples.size(), countPerClass[k]);
            assertThat(samples.subList(0, distinct))
                    .as("samples of class %d", k)
                    .doesNotHaveDuplicates();
            for (int pass = distinct; pass < samples.size(); pass++) {
                assertThat(samples.get(pass))
                        .as("cyclic use of class %d", k)
                        .isEqualTo(samples.get(pass - countPerClass[k]));
            }
        });
        return given;
    }

    /** Asserts the same of a sampler's round, and that no sample occurs twice in it. */
    void checkWithoutRepeats(int[][] round) {
        Set<Integer> seen = new HashSet<>();
        check(round)
                .values()
                .forEach(samples -> samples.forEach(sample -> assertThat(seen.add(sample))
                        .as("sample %d once a round", sample)
                        .isTrue()));
    }

    /** The batches of one round of a sampler. */
    static int[][] round(IndexSampler sampler, long round) {
        int[][] batches = new int[sampler.roundLength()][];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = sampler.batch(round * batches.length + i);
        }
        return batches;
    }
}
