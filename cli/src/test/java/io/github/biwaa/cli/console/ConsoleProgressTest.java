package io.github.biwaa.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Unit;
import io.github.biwaa.Progress.Work;
import io.github.biwaa.run.StepReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
    private static final Task FEATURES = new Task("computing the features of phone");
    private static final Task TRAINING = new Task("training run 0");
    private static final List<Phase> PLAN =
            List.of(new Phase(FEATURES, Work.FEATURES, 100), new Phase(TRAINING, Work.TRAINING, 100));

    private final StringWriter written = new StringWriter();
    private final StringWriter data = new StringWriter();
    private long nanos;
    private final ConsoleProgress progress =
            new ConsoleProgress(new PrintWriter(written), new PrintWriter(data), () -> nanos, false);

    private List<String> lines() {
        return written.toString().lines().toList();
    }

    private void work(Task task, int pieces, double seconds) {
        for (int done = 0; done <= pieces; done++) {
            nanos += done == 0 ? 0 : Math.round(1e9 * seconds / pieces);
            progress.advanced(task, done, pieces);
        }
    }

    @Test
    void withoutATerminalThereAreTenLinesAtMost() {
        progress.planned(PLAN);
        work(FEATURES, 500, 100);
        work(TRAINING, 1000, 100);
        progress.planned(List.of());
        assertThat(lines()).hasSize(10);
        assertThat(lines().get(0))
                .isEqualTo("[  0 %, about 3 min 18 s left] Computing the features of phone: 6 of 500");
        assertThat(lines().get(1))
                .isEqualTo("[ 20 %, about 2 min 40 s left] Computing the features of phone: 200 of 500");
        assertThat(lines().get(6)).isEqualTo("[ 70 %, about 1 min 00 s left] Training run 0: 400 of 1,000");
        assertThat(lines().get(9)).isEqualTo("[100 %] Training run 0: 1,000 of 1,000");
    }

    @Test
    void aShortCommandNeedsNoEarlyLine() {
        progress.planned(PLAN);
        work(FEATURES, 500, 10);
        work(TRAINING, 1000, 10);
        assertThat(lines()).hasSize(10);
        assertThat(lines().get(0)).isEqualTo("[ 10 %, about 18 s left] Computing the features of phone: 100 of 500");
    }

    @Test
    void lossesStandBesideTheSteps() {
        progress.planned(PLAN);
        work(FEATURES, 500, 10);
        progress.advanced(TRAINING, 0, 10);
        progress.stepLogged(new StepReport(0, 4, 10, 1, 0, 0.001, 123, Map.of("totalLoss", 0.0123)));
        nanos += 1_000_000_000L;
        progress.advanced(TRAINING, 5, 10);
        assertThat(lines().get(lines().size() - 1)).endsWith("] Training run 0: 5 of 10, 123 images/s, total 0.0123");
        progress.advanced(new Task("scoring run 0"), 0, 10);
        work(TRAINING, 10, 1);
        assertThat(lines().get(lines().size() - 1)).isEqualTo("[100 %] Training run 0: 10 of 10");
    }

    @Test
    void tasksThatNobodyPlannedHaveLinesOfTheirOwn() {
        progress.advanced(new Task("downloading weights", Unit.BYTES), 0, 2_000_000);
        progress.advanced(new Task("downloading weights", Unit.BYTES), 2_000_000, 2_000_000);
        progress.advanced(FEATURES, 12, 12);
        progress.advanced(new Task("looking"), 0, -1);
        assertThat(lines())
                .containsExactly(
                        "[100 %] Downloading weights: 2.0 of 2.0 MB",
                        "[100 %] Computing the features of phone: 12 of 12", "[  0 %] Looking: 0");
    }

    @Test
    void otherProcessesReadPlansAndTasks() {
        progress.planned(PLAN);
        work(FEATURES, 500, 10);
        assertThat(data.toString().lines().toList())
                .hasSize(12)
                .startsWith(
                        "{\"phases\":[{\"task\":{\"name\":\"computing the features of phone\",\"unit\":\"SAMPLES\"},"
                                + "\"work\":\"FEATURES\",\"weight\":100.0},{\"task\":{\"name\":\"training run 0\","
                                + "\"unit\":\"SAMPLES\"},\"work\":\"TRAINING\",\"weight\":100.0}]}",
                        "{\"task\":{\"name\":\"computing the features of phone\",\"unit\":\"SAMPLES\"},"
                                + "\"done\":0,\"total\":500}");
    }

    @Test
    void aBarFillsTheLine() {
        assertThat(ConsoleBar.line(0.4, OptionalDouble.of(190), "Training run 1: 320 of 500", 90))
                .startsWith(" 40 % │██████████               │ about 3 min 10 s left, Training run 1: 320 of 500 ")
                .hasSize(90);
        assertThat(ConsoleBar.line(1, OptionalDouble.of(0), "Training run 1: 500 of 500", 40))
                .isEqualTo("100 % │█████████████████████████│ Traini")
                .hasSize(40);
        assertThat(ConsoleBar.line(0, OptionalDouble.empty(), "", 34)).isEqualTo("  0 % │" + " ".repeat(25) + "│ ");
    }

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
