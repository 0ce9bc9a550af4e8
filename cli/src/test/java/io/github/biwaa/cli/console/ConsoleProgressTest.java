package io.github.biwaa.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    @Test
    void smallLossesKeepThreeDigits() {
        assertThat(ConsoleProgress.digits(12.3456)).isEqualTo("12.346");
        assertThat(ConsoleProgress.digits(0.25)).isEqualTo("0.250");
        assertThat(ConsoleProgress.digits(0.012345)).isEqualTo("0.0123");
        assertThat(ConsoleProgress.digits(-0.0012345)).isEqualTo("-0.00123");
        assertThat(ConsoleProgress.digits(0.0000012345)).isEqualTo("1.23e-06");
        assertThat(ConsoleProgress.digits(0)).isEqualTo("0.000");
        assertThat(ConsoleProgress.digits(Double.NaN)).isEqualTo("NaN");
    }

    @Test
    void durationsAreReadByPeople() {
        assertThat(ConsoleProgress.duration(12.4)).isEqualTo("12 s");
        assertThat(ConsoleProgress.duration(190)).isEqualTo("3 min 10 s");
        assertThat(ConsoleProgress.duration(3900)).isEqualTo("1 h 05 min");
    }
}
