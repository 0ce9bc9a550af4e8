package io.github.biwaa.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** metrics.csv as a reader meets it while a training writes. */
class MetricsTableTest {
    private static final String WHOLE = "iteration,totalLoss\n0,2.5\n10,1.25\n";

    @Test
    void rowsByColumn() {
        MetricsTable table = MetricsTable.parse(WHOLE);
        assertThat(table.columns()).containsExactly("iteration", "totalLoss");
        assertThat(table.column("iteration")).containsExactly(0, 10);
        assertThat(table.column("totalLoss")).containsExactly(2.5, 1.25);
        assertThat(table.last("totalLoss")).contains(1.25);
        assertThat(table.last("other")).isEmpty();
        assertThatThrownBy(() -> table.column("other")).hasMessageContaining("other");
    }

    /** Wherever a write is cut off, the rows that are whole are there, and no other. */
    @Test
    void everyPrefixOfTheFileIsRead() {
        for (int length = 0; length <= WHOLE.length(); length++) {
            String prefix = WHOLE.substring(0, length);
            long lines = prefix.chars().filter(c -> c == '\n').count();
            assertThat(MetricsTable.parse(prefix).rows()).as(prefix).hasSize((int) Math.max(0, lines - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"20,1.0,7\n", "20\n", "20,\u0000\u0000\n", "x,1\n", "\n"})
    void aLineThatIsNoRowIsLeftOut(String line) {
        assertThat(MetricsTable.parse(WHOLE + line + "30,1\n").column("iteration"))
                .containsExactly(0, 10, 30);
    }

    @Test
    void aMissingFileIsEmpty() {
        assertThat(MetricsTable.read(Path.of("no", "such", "metrics.csv"))).isEqualTo(MetricsTable.EMPTY);
    }
}
