package io.github.biwaa.adaptation.target;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TargetInformationTest {

    private static LossTerm.Contribution contribution(Tensor logits) {
        return new TargetInformation()
                .contribution(new StepContext(0, null, new DomainBatch(null, logits, null), null));
    }

    @Test
    void lossAndGradientEqualTheReference() {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor logits = Tensors.toDouble(golden.get("shot/logits")).set_requires_grad(true);
            LossTerm.Contribution actual = contribution(logits);
            assertClose("loss", actual.loss(), golden.get("shot/im"), FLOAT64);
            assertThat(actual.metrics().get(0).value().getAsDouble())
                    .isCloseTo(Tensors.item(golden.get("shot/entropy")), within(1e-12));
            assertThat(actual.metrics().get(1).value().getAsDouble())
                    .isCloseTo(Tensors.item(golden.get("shot/diversity")), within(1e-12));
            actual.loss().backward();
            assertClose("gradient", logits.grad(), golden.get("shot/grad_im"), FLOAT64);
        }
    }
}
