package io.github.biwaa.adaptation.alignment;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** What a term that compares features alone says of two batches. */
final class FeatureDistances {
    private FeatureDistances() {}

    static double loss(LossTerm term, double[][] source, double[][] target) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.item(contribution(term, tensor(source), tensor(target)));
        }
    }

    /** @return the gradient to the target's features, row by row */
    static double[] gradient(LossTerm term, double[][] source, double[][] target) {
        try (PointerScope scope = new PointerScope()) {
            Tensor leaf = tensor(target).set_requires_grad(true);
            contribution(term, tensor(source), leaf).backward();
            return Tensors.toDoubles(leaf.grad());
        }
    }

    /** @return rows that are moved by as much in every direction */
    static double[][] moved(double[][] rows, double by) {
        double[][] moved = new double[rows.length][];
        for (int row = 0; row < rows.length; row++) {
            moved[row] = rows[row].clone();
            for (int column = 0; column < moved[row].length; column++) {
                moved[row][column] += by;
            }
        }
        return moved;
    }

    private static Tensor tensor(double[][] rows) {
        return Matrices.tensor(rows, Precision.FLOAT64);
    }

    private static Tensor contribution(LossTerm term, Tensor source, Tensor target) {
        return term.contribution(new StepContext(
                        0, new DomainBatch(source, null, null), new DomainBatch(target, null, null), null))
                .loss();
    }
}
