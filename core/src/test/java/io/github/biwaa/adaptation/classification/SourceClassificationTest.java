package io.github.biwaa.adaptation.classification;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The cross entropy against plain loops; there is no target here that could enter it. */
class SourceClassificationTest {
    private static final int SAMPLES = 5;
    private static final int CLASSES = 4;
    private static final int[] LABELS = {3, 0, 1, 1, 2};

    @Test
    void lossAndGradientEqualTheFormulaInLoops() {
        double[][] logits = Matrices.random(3, SAMPLES, CLASSES, 2);
        double expected = 0;
        double[] gradient = new double[SAMPLES * CLASSES];
        for (int n = 0; n < SAMPLES; n++) {
            double[] p = Matrices.softmax(logits[n]);
            expected -= Math.log(p[LABELS[n]]) / SAMPLES;
            for (int k = 0; k < CLASSES; k++) {
                gradient[n * CLASSES + k] = (p[k] - (k == LABELS[n] ? 1 : 0)) / SAMPLES;
            }
        }
        try (PointerScope scope = new PointerScope()) {
            Tensor leaf = Matrices.tensor(logits, Precision.FLOAT64).set_requires_grad(true);
            DomainBatch source = new DomainBatch(null, leaf, Tensors.indices(LABELS));
            Tensor loss = new SourceClassification()
                    .contribution(new StepContext(0, source, null, null))
                    .loss();
            assertThat(Tensors.item(loss)).isCloseTo(expected, within(1e-12));
            loss.backward();
            assertClose("gradient", Tensors.toDoubles(leaf.grad()), gradient, 1e-12);
        }
    }

    @Test
    void smoothedLabelsEqualTheReference() {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor logits = Tensors.toDouble(golden.get("shot/logits")).set_requires_grad(true);
            Tensor loss = new SourceClassification(0.1)
                    .contribution(
                            new StepContext(0, new DomainBatch(null, logits, golden.get("shot/labels")), null, null))
                    .loss();
            assertClose("loss", loss, golden.get("shot/smoothed_ce"), Golden.FLOAT64);
            loss.backward();
            assertClose("gradient", logits.grad(), golden.get("shot/grad_smoothed_ce"), Golden.FLOAT64);
        }
    }
}
