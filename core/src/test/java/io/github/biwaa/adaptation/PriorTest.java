package io.github.biwaa.adaptation;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden A8 previous_runs; the reference's update is 1 - decay. */
class PriorTest {
    /** The reference combines in float32. */
    private static final double ROUNDING = 1e-6;

    @ParameterizedTest
    @CsvSource({"0.2, 0.8", "1, 0", "0.5, 0.5"})
    void combinationsEqualTheReference(String update, double decay) {
        try (PointerScope scope = new PointerScope();
                StateDict golden = Golden.read("a8_previous_runs.safetensors")) {
            List<Tensor> scores = new ArrayList<>();
            for (int run = 1; run <= 4; run++) {
                scores.add(golden.get("logits_run" + (run - 1)));
                assertClose(
                        "prior of run " + run,
                        Prior.combine(scores, decay),
                        golden.get("update" + update + "/run" + run),
                        ROUNDING);
            }
        }
    }

    @Test
    void thePapersDecayIsOneMinusItsUpdate() {
        assertThat(Prior.DECAY).isEqualTo(0.8);
    }

    @Test
    void runsThatCountAlikeAreAveragedAndRowsStillSumToOne() {
        try (PointerScope scope = new PointerScope()) {
            Tensor first = Tensors.of(new double[] {1, 0, 0.25, 0.75}, 2, 2);
            Tensor second = Tensors.of(new double[] {0, 1, 0.75, 0.25}, 2, 2);
            assertThat(Tensors.toDoubles(Prior.combine(List.of(first, second), 1)))
                    .containsExactly(0.5, 0.5, 0.5, 0.5);
            assertThat(Tensors.toDoubles(first))
                    .as("the scores are left as they were")
                    .containsExactly(1, 0, 0.25, 0.75);
            assertThat(Tensors.toDoubles(
                            Prior.combine(List.of(first, second), 0.8).sum(1)))
                    .containsExactly(new double[] {1, 1}, within(1e-15));
        }
    }

    @Test
    void withoutARunThereIsNoPrior() {
        assertThatThrownBy(() -> Prior.combine(List.of(), 0.8)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void weightsOutOfRangeAreRefusedByName(double weight) {
        assertThatThrownBy(() -> new Prior(null, weight, new Ramp(500)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("prior-weight", "" + weight, "above 0");
    }
}
