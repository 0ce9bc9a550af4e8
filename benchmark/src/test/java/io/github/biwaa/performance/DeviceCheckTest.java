package io.github.biwaa.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class DeviceCheckTest {
    @Test
    void theProcessorPasses() {
        DeviceCheck check = DeviceCheck.of(Device.CPU);
        assertThat(check.problems()).isEmpty();
        assertThat(check.sameViews()).isTrue();
        assertThat(check.overlappingCopies()).isFalse();
        assertThat(check.stepDifferences())
                .as("it is equal to itself")
                .isEqualTo(Map.of(Precision.FLOAT64, 0.0, Precision.FLOAT32, 0.0, Precision.BF16, 0.0));
    }

    /** Of the device without machine no number can be had. */
    @Test
    void aDeviceThatCannotBeUsedIsNamed() {
        assertThatThrownBy(() -> DeviceCheck.of(Device.META))
                .isInstanceOf(BiwaaException.class)
                .hasMessageStartingWith("meta cannot be used: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void everyProblemSaysWhatToDo() {
        DeviceCheck check = new DeviceCheck(
                Device.cuda(1),
                false,
                true,
                Map.of(Precision.FLOAT64, 0.5, Precision.FLOAT32, 0.001, Precision.BF16, Double.POSITIVE_INFINITY));
        assertThat(check.problems())
                .hasSize(3)
                .allSatisfy(problem -> assertThat(problem).contains("cuda:1", "the device cpu"))
                .anySatisfy(problem -> assertThat(problem).contains("float64", "0.50", "1.0e-07"))
                .anySatisfy(problem -> assertThat(problem).contains("views"))
                .anySatisfy(problem -> assertThat(problem).contains("bf16", "Infinity"));
    }

    @Test
    void theFirstGpuPasses() {
        assumeTrue(Engine.cudaDevices() > 0, "no NVIDIA GPU here: skipped");
        DeviceCheck check = DeviceCheck.of(Device.cuda(0));
        assertThat(check.problems()).isEmpty();
        assertThat(check.overlappingCopies()).isTrue();
    }
}
