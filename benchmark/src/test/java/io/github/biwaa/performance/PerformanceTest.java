package io.github.biwaa.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.training.step.TrainingStep.Part;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class PerformanceTest {
    private static final double SHORT = 0.01;

    @Test
    void everythingIsMeasured() {
        List<String> said = new ArrayList<>();
        Performance performance = Performance.measure(
                new PerformanceSettings("lenet", 28, 4, 3, 2, 3, 1, Placement.DEFAULT), new Progress() {
                    @Override
                    public void advanced(Task task, long done, long total) {
                        said.add(task.name());
                    }
                });
        assertThat(performance.ceiling().multiplication()).isPositive();
        assertThat(performance.ceiling().convolution()).isPositive();
        assertThat(performance.ceiling().copy()).isPositive();
        assertThat(performance.step().seconds().keySet()).containsExactly(Part.values());
        assertThat(performance.step().seconds().values())
                .allSatisfy(seconds -> assertThat(seconds).isPositive());
        assertThat(performance.step().whole())
                .isEqualTo(performance.step().seconds().values().stream()
                        .mapToDouble(Double::doubleValue)
                        .sum());
        assertThat(performance.scoring().secondsPerPicture()).isPositive();
        assertThat(performance.scoring().networkSecondsPerPicture()).isPositive();
        assertThat(performance.loading().coldPicturesPerSecond()).isPositive();
        assertThat(performance.loading().warmViewsPerSecond()).isPositive();
        assertThat(performance.loading().bytesPerView()).isEqualTo(28 * 28 + 28 * 28 * 4);
        assertThat(said)
                .contains(
                        "measuring the ceiling",
                        "measuring steps",
                        "measuring decoding",
                        "measuring loading",
                        "measuring scoring");
    }

    @Test
    void theOtherPrecisionsAreMeasuredToo() {
        for (Precision precision : new Precision[] {Precision.BF16, Precision.FLOAT64}) {
            PerformanceSettings settings =
                    new PerformanceSettings("lenet", 28, 4, 3, 1, 2, 1, Placement.onCpu(precision));
            assertThat(StepPerformance.measure(settings, done -> {}).whole()).isPositive();
            assertThat(MachineCeiling.measure(settings.placement(), SHORT).convolution())
                    .isPositive();
        }
    }

    @Test
    void whatIsNoMeasurementIsRefused() {
        assertThatThrownBy(() -> new PerformanceSettings("lenet", 28, 4, 3, 0, 3, 1, Placement.DEFAULT))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("steps: 0, expected at least 1");
        assertThatThrownBy(() -> new PerformanceSettings("lenet", 28, 0, 3, 1, 3, 1, Placement.DEFAULT))
                .hasMessageContaining("batch-size: 0");
        assertThatThrownBy(() -> new PerformanceSettings("lenet", 28, 4, 1, 1, 3, 1, Placement.DEFAULT))
                .hasMessageContaining("classes: 1, expected at least 2");
    }
}
