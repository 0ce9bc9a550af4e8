package io.github.biwaa.adaptation.target;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.adaptation.term.WholeTarget;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class NeighbourAttractionTest {
    private static final Placement CPU64 = Placement.onCpu(Precision.FLOAT64);

    @Test
    void lossGradientAndBanksEqualTheReference() {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope();
                NeighbourAttraction term = new NeighbourAttraction(
                        CPU64, 60, 16, 5, 3, iteration -> Tensors.item(golden.get("aad/alpha")))) {
            term.state().get("features").copy_(golden.get("aad/feature_bank"));
            term.state().get("predictions").copy_(golden.get("aad/score_bank"));
            Tensor logits = Tensors.toDouble(golden.get("aad/logits")).set_requires_grad(true);
            Tensor features = Tensors.toDouble(golden.get("aad/features"));
            Tensor index = golden.get("aad/index");
            Tensor loss = term.contribution(new StepContext(
                            7,
                            null,
                            new DomainBatch(features, logits, null),
                            null,
                            Tensors.toInts(index),
                            Optional.empty()))
                    .loss();
            assertClose("loss", loss, golden.get("aad/loss"), FLOAT64);
            loss.backward();
            assertClose("gradient", logits.grad(), golden.get("aad/grad_logits"), FLOAT64);
            term.state()
                    .forEach((name, bank) -> assertClose(
                            name,
                            bank.index_select(0, index),
                            golden.get(name.equals("features") ? "aad/feature_bank_after" : "aad/score_bank_after"),
                            FLOAT64));
        }
    }

    /** The banks begin with the whole target; a target of two samples has one neighbour for each, and one of a single sample none. */
    @Test
    void smallTargetsHaveFewNeighbours() {
        for (int samples = 1; samples <= 2; samples++) {
            try (PointerScope scope = new PointerScope();
                    NeighbourAttraction term = new NeighbourAttraction(CPU64, samples, 2, 2, 3, iteration -> 0)) {
                Tensor features = Tensors.of(new double[] {1, 0, 0, 2}, 2, 2).narrow(0, 0, samples);
                Tensor logits = Tensors.of(new double[] {0, 0, 1000, 0}, 2, 2).narrow(0, 0, samples);
                term.see(new WholeTarget(features, logits));
                assertThat(term.wantsTarget(0)).isTrue();
                Tensor loss = term.contribution(new StepContext(
                                0,
                                null,
                                new DomainBatch(features.narrow(0, 0, 1), logits.narrow(0, 0, 1), null),
                                null,
                                new int[] {0},
                                Optional.empty()))
                        .loss();
                // The neighbour is surely of class 0, the sample half.
                assertThat(Tensors.item(loss)).isEqualTo(samples == 1 ? 0 : -0.5);
            }
        }
    }
}
