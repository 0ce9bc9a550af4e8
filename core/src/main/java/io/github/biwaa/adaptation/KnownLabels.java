package io.github.biwaa.adaptation;

import io.github.biwaa.adaptation.term.StepInputs;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.torch.Tensors;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * The true classes of some samples of the target, which replace their pseudo-labels.
 *
 * @param classOf the class number of each of these samples, by the number of the sample
 */
public record KnownLabels(SortedMap<Integer, Integer> classOf) {
    /** No sample's. */
    public static final KnownLabels NONE = new KnownLabels(new TreeMap<>());

    /** Copies the map. */
    public KnownLabels {
        classOf = Collections.unmodifiableSortedMap(new TreeMap<>(classOf));
    }

    /** @return the numbers of the samples, in order */
    public int[] samples() {
        return classOf.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** @return their class numbers, in the same order */
    public int[] labels() {
        return classOf.values().stream().mapToInt(Integer::intValue).toArray();
    }

    /** @return a hash of samples and classes */
    public String sha256() {
        return Sha256.of(classOf.entrySet().stream().map(Map.Entry::toString)::iterator);
    }

    /**
     * Corrects the labels of a batch in place.
     *
     * @param inputs of the step
     * @param labels [B]
     */
    void correct(StepInputs inputs, Tensor labels) {
        if (!classOf.isEmpty()) {
            labels.mul_(inputs.indices(now -> each(now, sample -> classOf.containsKey(sample) ? 0 : 1)))
                    .add_(inputs.indices(now -> each(now, sample -> classOf.getOrDefault(sample, 0))));
        }
    }

    private static int[] each(StepMoment now, IntUnaryOperator ofSample) {
        return IntStream.of(now.targetSamples()).map(ofSample).toArray();
    }

    /**
     * What is known in place of what was predicted.
     *
     * @param scores of the whole target, [N_t, K], on the CPU
     * @return the scores if nothing is known, else a copy in which the rows of these samples are 1 at the true class and 0 elsewhere; in the scope of the
     *     caller
     */
    public Tensor in(Tensor scores) {
        if (classOf.isEmpty()) {
            return scores;
        }
        Tensor truth = Tensors.oneHot(Tensors.indices(labels()), scores.size(1), scores);
        return scores.index_copy(0, Tensors.indices(samples()), truth);
    }
}
