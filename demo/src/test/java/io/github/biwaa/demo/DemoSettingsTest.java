package io.github.biwaa.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.demo.drawing.Shift;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {

    private static final List<Integer> ONES = Collections.nCopies(10, 1);

    @Test
    void theDefaultTargetIsUnbalancedThreeToOne() {
        List<Integer> counts = DemoSettings.defaults().targetCounts();
        assertThat(Collections.max(counts)).isEqualTo(150);
        assertThat(Collections.min(counts)).isEqualTo(50);
        List<Integer> sorted = counts.stream().sorted().toList();
        for (int rank = 0; rank < 10; rank++) {
            assertThat(sorted.get(rank)).isCloseTo((int) Math.round(50 * Math.pow(3, rank / 9.0)), within(1));
        }
    }

    @Test
    void theBalancedVariationKeepsTheTotal() {
        DemoSettings balanced = DemoSettings.defaults().withBalancedTarget();
        assertThat(balanced.targetCounts()).hasSize(10).containsOnly(92);
        assertThat(balanced.sourcePerClass()).isEqualTo(100);
    }

    @Test
    void settingsOutOfRangeAreNamed() {
        refused(() -> new DemoSettings(0, ONES, 64, Shift.WEAK), "sourcePerClass: 0; expected 1-9999");
        refused(() -> new DemoSettings(10_000, ONES, 64, Shift.WEAK), "sourcePerClass: 10000");
        refused(() -> new DemoSettings(1, List.of(1, 2), 64, Shift.WEAK), "targetCounts: [1, 2]; expected 10 numbers");
        refused(() -> new DemoSettings(1, Collections.nCopies(10, -1), 64, Shift.WEAK), "each 0-9999");
        refused(() -> new DemoSettings(1, Collections.nCopies(10, 0), 64, Shift.WEAK), "at least one above 0");
        refused(() -> new DemoSettings(1, ONES, 31, Shift.WEAK), "pictureSize: 31; expected 32-256");
        refused(() -> new DemoSettings(1, ONES, 257, Shift.WEAK), "pictureSize: 257");
        refused(() -> new DemoSettings(1, ONES, 64, null), "shift: null");
    }

    private static void refused(Runnable settings, String message) {
        assertThatThrownBy(settings::run)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(message);
    }
}
