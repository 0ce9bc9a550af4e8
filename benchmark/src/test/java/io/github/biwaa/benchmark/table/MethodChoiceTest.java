package io.github.biwaa.benchmark.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.benchmark.table.MethodChoice.Candidate;
import io.github.biwaa.benchmark.table.MethodChoice.Worth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MethodChoiceTest {

    private static Candidate candidate(double accuracy, double good, double bad) {
        return new Candidate(accuracy, Map.of("good", good, "bad", bad));
    }

    @Test
    void aScoreIsWorthWhatItRanksAndLoses() {
        MethodChoice choice = new MethodChoice(List.of(
                List.of(candidate(0.5, 1, 9), candidate(0.7, 2, 3), candidate(0.9, 3, 1)),
                List.of(candidate(0.6, 5, 1), candidate(0.8, 7, 2), candidate(0.7, 6, 3)),
                // No choice, and not counted.
                List.of(candidate(0.1, 9, 9), candidate(0.9, 1, 1))));
        Map<String, Worth> worth = choice.worth();
        assertThat(worth.get("good")).isEqualTo(new Worth(1, 0, 0));
        assertThat(worth.get("bad").spearman()).isCloseTo((-1 + 0.5) / 2, within(1e-12));
        assertThat(worth.get("bad").lost()).isCloseTo((40 + 10) / 2.0, within(1e-9));
        assertThat(worth.get("bad").worst()).isCloseTo(40, within(1e-9));
        assertThat(choice.grid().orElseThrow().remarks().get(0)).contains("Over 2 choices");
        assertThat(new MethodChoice(List.of()).grid()).isEmpty();
    }

    /** The textbook's formula for ranks without ties, and the mean of ranks where there are some. */
    @Test
    void ranksCorrelate() {
        double[] a = {10, 30, 20, 50, 40};
        double[] b = {1, 2, 5, 4, 3};
        // Differences of ranks: 0, 1, 3, 1, 1.
        assertThat(MethodChoice.spearman(a, b)).isCloseTo(1 - 6 * 12 / (5.0 * 24), within(1e-12));
        assertThat(MethodChoice.spearman(new double[] {1, 1, 2}, new double[] {3, 3, 4}))
                .isCloseTo(1, within(1e-12));
        assertThat(MethodChoice.spearman(new double[] {1, 1, 1}, new double[] {1, 2, 3}))
                .isZero();
    }
}
