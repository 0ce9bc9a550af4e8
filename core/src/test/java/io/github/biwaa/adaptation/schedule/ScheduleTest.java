package io.github.biwaa.adaptation.schedule;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.golden.GoldenArrays;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Ramp} and {@link InverseDecay}; golden A2 schedules and A7. */
class ScheduleTest {

    @ParameterizedTest
    @CsvSource({"calc_coeff, 20000", "calc_pm_500, 500", "calc_pm_5000, 5000"})
    void rampsEqualTheReference(String array, double length) {
        try (StateDict golden = Golden.read("a2_schedules.safetensors")) {
            double[] expected = Tensors.toDoubles(golden.get(array));
            double[] actual = Arrays.stream(Tensors.toLongs(golden.get("iters")))
                    .mapToDouble(new Ramp(length)::at)
                    .toArray();
            for (int i = 0; i < expected.length; i++) {
                assertClose(array + " " + i, new double[] {actual[i]}, new double[] {expected[i]}, FLOAT64);
            }
        }
    }

    @Test
    void aRampStaysBetweenZeroAndOne() {
        assertThat(new Ramp(500).at(0)).isZero();
        assertThat(new Ramp(500).at(-5)).as("clipped below").isZero();
        assertThat(new Ramp(500).at(Long.MAX_VALUE / 1000)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.001", "0.0003"})
    void learningRatesEqualTheReference(String base) {
        try (StateDict golden = Golden.read("a7_lr_schedule.safetensors")) {
            long[] iterations = Tensors.toLongs(golden.get("iters"));
            double[] expected = Tensors.toDoubles(golden.get("lr" + base).select(1, 0));
            for (int i = 0; i < iterations.length; i++) {
                double actual = new InverseDecay(Double.parseDouble(base)).at(iterations[i]);
                assertClose("rate at " + iterations[i], new double[] {actual}, new double[] {expected[i]}, FLOAT64);
            }
        }
    }

    /** Golden G, the cases with a warm-up or without that our schedules can say. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void cosineAndWarmUpEqualTimms(int number) throws IOException {
        JsonNode golden =
                GoldenArrays.json("recipes.json").get("cosine").get("cases").get(number);
        JsonNode settings = golden.get("settings");
        Cosine cosine = new Cosine(
                settings.get("lr").asDouble(),
                settings.get("lr_min").asDouble(),
                settings.get("t_initial").asLong());
        LearningRate rate = new WarmUp(
                settings.path("warmup_lr_init").asDouble(),
                settings.get("warmup_t").asInt(),
                cosine);
        for (int i = 0; i < golden.get("lr_at_t").size(); i++) {
            double expected = golden.get("lr_at_t").get(i).asDouble();
            assertThat(rate.at(i)).as("rate at %d", i).isCloseTo(expected, within(FLOAT64 * 1e-3));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void valuesOutOfRangeAreRefusedByName(double value) {
        assertThatThrownBy(() -> new Ramp(value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("ramp", "" + value, "above 0");
        assertThatThrownBy(() -> new InverseDecay(value))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContainingAll("lr", "" + value, "above 0");
    }
}
