package io.github.biwaa.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That the processor is equal to itself is seen in DeviceCheckTest. */
@Tag("machine")
class StepComparisonTest {
    /** Other roundings stay within what is allowed; they stand for a GPU's. */
    @Test
    void roundingIsAllowed() {
        double[] wide = StepComparison.losses(Placement.onCpu(Precision.FLOAT64), "source-only", 0);
        for (Precision precision : new Precision[] {Precision.FLOAT32, Precision.BF16}) {
            double difference = StepComparison.difference(
                    StepComparison.losses(Placement.onCpu(precision), "source-only", 0), wide);
            assertThat(difference).as(precision.id()).isPositive();
            assertThat(problems(precision, difference)).as(precision.id()).isZero();
        }
    }

    /** Other numbers do not: the comparison can see an error. */
    @Test
    void otherNumbersAreNot() {
        for (Precision precision : Precision.values()) {
            double difference = StepComparison.difference(
                    StepComparison.losses(Placement.onCpu(precision), "source-only", 1),
                    StepComparison.losses(Placement.onCpu(precision), "source-only", 0));
            assertThat(problems(precision, difference)).as(precision.id()).isOne();
        }
    }

    /** A training whose updates do nothing is told from one that learns. */
    @Test
    void theLossesFollowTheUpdates() {
        double[] losses = StepComparison.losses(Placement.DEFAULT, "source-only", 0);
        double difference = StepComparison.difference(new double[] {losses[0], losses[0], losses[0]}, losses);
        assertThat(problems(Precision.BF16, difference)).isOne();
    }

    @Test
    void whatIsNoNumberIsInfinitelyFar() {
        assertThat(StepComparison.difference(new double[] {1, Double.NaN}, new double[] {1, 2}))
                .isInfinite();
        assertThat(StepComparison.difference(new double[] {1, Double.POSITIVE_INFINITY}, new double[] {1, 2}))
                .isInfinite();
        assertThat(StepComparison.difference(new double[] {2, 3}, new double[] {1, -4}))
                .isEqualTo(7 / 4.0);
    }

    private static int problems(Precision precision, double difference) {
        return new DeviceCheck(Device.cuda(0), true, true, Map.of(precision, difference))
                .problems()
                .size();
    }
}
