package io.github.biwaa.adaptation.classification;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TargetClassificationTest {

    @Test
    void itIsTheMeanCrossEntropyOfTheLastPlacesAndTeachesNothingElse() {
        double[][] z = Matrices.random(3, 5, 4, 1);
        int[] y = {0, 1, 2, 3, 1};
        double expected = 0;
        for (int row = 3; row < 5; row++) {
            expected -= Math.log(Matrices.softmax(z[row])[y[row]]) / 2;
        }
        try (PointerScope scope = new PointerScope();
                LossTerm term = new TargetClassification(2)) {
            Tensor logits = Matrices.tensor(z, Precision.FLOAT64).set_requires_grad(true);
            DomainBatch target = new DomainBatch(logits, logits, Tensors.indices(y));
            DomainBatch source = new DomainBatch(logits, logits, Tensors.indices(3, 3, 3, 3, 3));
            Tensor loss = term.contribution(new StepContext(0, source, target, logits))
                    .loss();
            assertThat(Tensors.item(loss)).isCloseTo(expected, within(1e-12));
            loss.backward();
            double[][] gradient = Matrices.rows(logits.grad());
            for (int row = 0; row < 5; row++) {
                double[] wanted = new double[4];
                for (int k = 0; row >= 3 && k < 4; k++) {
                    wanted[k] = (Matrices.softmax(z[row])[k] - (k == y[row] ? 1 : 0)) / 2;
                }
                assertClose("gradient of row " + row, gradient[row], wanted, 1e-12);
            }
        }
    }
}
