package io.github.biwaa.adaptation.classification;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.adaptation.term.StepContext.Views;
import io.github.biwaa.adaptation.term.StepInputs;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The semi-supervised term against the numbers of the authors' code. */
class MixMatchGoldenTest {
    private static Tensor real(StateDict golden, String name) {
        return Tensors.toDouble(golden.get(name));
    }

    @Test
    void theGuessIsTheSharpenedMeanOfTwoViews() {
        try (StateDict golden = Golden.read("gsde/g2_terms.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor guess = MixMatch.guess(real(golden, "guess_k31/logits_t"), real(golden, "guess_k31/logits_t2"));
            assertClose("u", guess, golden.get("f64/guess_k31/u"), FLOAT64);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 6, 7, 8, 36})
    void thirdsAreSwapped(int size) {
        int[] order = Interleaving.order(size);
        for (int place = 0; place < order.length; place++) {
            assertThat(order[order[place]]).isEqualTo(place);
        }
        try (StateDict golden = Golden.read("gsde/g2_terms.safetensors")) {
            Tensor expected = golden.get("interleave/B" + size + "/passes");
            if (expected != null) {
                assertThat(order).isEqualTo(Tensors.toInts(expected));
            }
        }
    }

    /** A toy network without batch norm; all six passes, the loss at two iterations and its gradient. */
    @ParameterizedTest
    @ValueSource(strings = {"mm_b36", "mm_b8"})
    void theLossEqualsTheReference(String name) {
        try (StateDict golden = Golden.read("gsde/g2_terms.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor inputs = real(golden, name + "/inputs");
            long size = inputs.size(0) / 3;
            Tensor weight = real(golden, name + "/toy_weight");
            Tensor bias = real(golden, name + "/toy_bias");
            Tensor logits = real(golden, name + "/logits_t");
            DomainBatch source = new DomainBatch(null, logits, golden.get(name + "/labels"));
            DomainBatch target = new DomainBatch(null, logits, null);
            MixUp mix = new MixUp(Tensors.item(golden.get(name + "/l")), Tensors.toInts(golden.get(name + "/perm")));
            MixMatch term = new MixMatch(new Ramp(20000), 5004, true, (random, samples) -> mix);
            for (int iteration : new int[] {100, 2500}) {
                List<Tensor> passes = new ArrayList<>();
                // The first call is for the second view, whose logits are given.
                boolean[] second = {true};
                Views views = new Views(
                        inputs.narrow(0, 0, size),
                        inputs.narrow(0, size, size),
                        inputs.narrow(0, 2 * size, size),
                        input -> {
                            if (second[0]) {
                                second[0] = false;
                                return real(golden, name + "/logits_t2");
                            }
                            passes.add(input);
                            return input.flatten(1, -1).matmul(weight.t()).add(bias);
                        });
                StepMoment now = new StepMoment(iteration, new int[0], () -> new SplittableRandom(1));
                Tensor loss = term.contribution(new StepContext(
                                iteration,
                                source,
                                target,
                                null,
                                now.targetSamples(),
                                StepInputs.of(now, () -> Device.CPU),
                                Optional.of(views)))
                        .loss();
                assertClose(name, loss, golden.get("f64/" + name + "/i" + iteration + "/loss_mm"), FLOAT64);
                for (int pass = 0; pass < 3; pass++) {
                    assertClose(name, passes.get(pass), golden.get("f64/" + name + "/pass" + pass + "_input"), FLOAT64);
                }
            }
        }
    }

    @Test
    void sharesOfMixturesAreAtLeastHalfAndOrdersComplete() {
        SplittableRandom random = new SplittableRandom(3);
        double sum = 0;
        for (int i = 0; i < 20_000; i++) {
            MixUp mix = MixUp.draw(random, 9);
            assertThat(mix.share()).isBetween(0.5, 1.0);
            assertThat(mix.order()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
            sum += mix.share();
        }
        // E max(l, 1 - l) = 0.5 + E|l - 0.5|, which is 0.2796 for Beta(0.75, 0.75) by numerical integration.
        assertThat(sum / 20_000).isBetween(0.765, 0.795);
    }
}
