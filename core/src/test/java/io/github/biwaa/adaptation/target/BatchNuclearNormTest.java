package io.github.biwaa.adaptation.target;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchNuclearNormTest {

    /** More samples than classes, and the other way round. */
    @ParameterizedTest
    @ValueSource(strings = {"bnm_tall", "bnm_wide"})
    void lossAndGradientEqualTheReference(String name) {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor logits = Tensors.toDouble(golden.get(name + "/logits")).set_requires_grad(true);
            Tensor loss = loss(logits);
            assertClose("loss", loss, golden.get(name + "/loss_paper"), FLOAT64);
            loss.backward();
            assertClose("gradient", logits.grad(), golden.get(name + "/grad_paper"), FLOAT64);
        }
    }

    /** B certain predictions, equally many of each class, have K singular values of root(B / K). */
    @Test
    void certainAndDiversePredictionsAreBest() {
        int each = 4;
        int classes = 3;
        double[] logits = new double[each * classes * classes];
        for (int sample = 0; sample < each * classes; sample++) {
            logits[sample * classes + sample % classes] = 1000;
        }
        try (PointerScope scope = new PointerScope()) {
            double best = Tensors.item(loss(Tensors.of(logits, (long) each * classes, classes)));
            assertThat(best).isCloseTo(-classes * Math.sqrt(each) / (each * classes), within(1e-12));
            double uniform = Tensors.item(loss(Tensors.zeros(Precision.FLOAT64, (long) each * classes, classes)));
            assertThat(uniform).isGreaterThan(best);
        }
    }

    private static Tensor loss(Tensor targetLogits) {
        return new BatchNuclearNorm()
                .contribution(new StepContext(0, null, new DomainBatch(null, targetLogits, null), null))
                .loss();
    }
}
