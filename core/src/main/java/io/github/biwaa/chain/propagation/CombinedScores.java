package io.github.biwaa.chain.propagation;

import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.Tensor;

/**
 * How sure a target sample's class is by classifier, label propagation and neighbours together: {@code A = (C + L + N) / 3} (Westfechtel et al. 2024;
 * docs/method.md). Where no label reaches a sample, C stands for L.
 */
public final class CombinedScores {
    private CombinedScores() {}

    /**
     * @param classifier C, [N_t, K]
     * @param h of source and target, [N_s, d] and [N_t, d]
     * @param sourceLabels [N_s]
     * @return A, [N_t, K] in float64, in the scope of the caller
     */
    public static Tensor of(Tensor classifier, Domains<Tensor> h, int[] sourceLabels, Sweep sweep) {
        int classes = Math.toIntExact(classifier.size(1));
        double[] c = Tensors.toDoubles(classifier);
        double[] l = LabelPropagation.of(Tensors.concatenate(h.source(), h.target()), sourceLabels, classes, sweep);
        double[] n = NeighbourVotes.of(h.target(), c, classes, sweep);
        double[] a = new double[c.length];
        for (int row = 0; row < c.length; row += classes) {
            boolean reached = false;
            for (int k = row; k < row + classes; k++) {
                reached |= l[k] > 0;
            }
            for (int k = row; k < row + classes; k++) {
                a[k] = (c[k] + (reached ? l[k] : c[k]) + n[k]) / 3;
            }
        }
        return Tensors.of(a, classifier.size(0), classes);
    }
}
