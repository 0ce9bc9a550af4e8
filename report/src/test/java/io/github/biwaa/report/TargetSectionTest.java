package io.github.biwaa.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.report.evidence.Evidence;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.report.evidence.TargetOutcome;
import io.github.biwaa.report.evidence.TargetSampling;
import io.github.biwaa.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetSectionTest {
    private static final List<String> CLASSES = List.of("bike", "mug", "pen");

    private static String page(TargetSampling... sampling) {
        TargetOutcome outcome = new TargetOutcome(CLASSES, new float[0][], Optional.empty());
        Evidence evidence = new Evidence(outcome, List.of(), false, false, List.of(sampling), List.of());
        RecordedTraining record = new RecordedTraining(
                new RunFolder(Path.of("mine")), "mine", Map.of(), Optional.empty(), List.of(), Optional.empty());
        return TargetSection.html(List.of(new ReportedTraining(record, Optional.of(evidence), List.of(), 0)))
                .toString();
    }

    @Test
    void everyLaterRunHasAHistogramThatNamesWhatIsLeftOut() {
        String page = page(
                TargetSampling.uniform(0),
                TargetSampling.of(1, new int[] {40, 11, 50}, 36),
                TargetSampling.of(2, new int[] {40, 12, 50}, 36));
        assertThat(page)
                .contains("mine, run 1", "left out: mug", "mug, left out: 11", "bike, predicted: 40")
                .contains("mine, run 2", "no class left out", "mug, predicted: 12")
                .doesNotContain("mine, run 0");
    }

    @Test
    void withOneFrequentClassTheRunDrewUniformly() {
        assertThat(page(TargetSampling.of(1, new int[] {99, 0, 2}, 36)))
                .contains("drawn uniformly: fewer than two classes are frequent enough");
    }

    @Test
    void trainingsThatDrawUniformlyHaveNone() {
        assertThat(page(TargetSampling.uniform(0))).doesNotContain("sampling");
    }
}
