package io.github.biwaa.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.evaluation.ClassFrequency;
import io.github.biwaa.report.evidence.Evidence;
import io.github.biwaa.report.evidence.RecordedRun;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.report.evidence.TargetOutcome;
import io.github.biwaa.report.evidence.TargetSampling;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.MetricsTable;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetSectionTest {
    private static final List<String> CLASSES = List.of("bike", "mug", "pen");

    private static String page(TargetSampling... sampling) {
        TargetOutcome outcome = new TargetOutcome(CLASSES, new float[0][], Optional.empty());
        Evidence evidence =
                new Evidence(outcome, List.of(), false, false, List.of(sampling), Optional.empty(), List.of());
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
    void estimatedFrequenciesStandBesideThoseOfTheSource() {
        HeldOutScores held = new HeldOutScores(
                10,
                1,
                1,
                List.of(),
                List.of(
                        new ClassFrequency("bike", 0.2, 0.5, 0.55, 0.6),
                        new ClassFrequency("mug", 0.3, 0.5, null, 0.4),
                        new ClassFrequency("pen", 0.5, 0, 0.0, 0.001)));
        RunSummary run = new RunSummary(0, 1, 1, null, Map.of(), List.of(), 0, List.of(), held, null, null);
        RecordedTraining record = new RecordedTraining(
                new RunFolder(Path.of("mine")),
                "mine",
                Map.of(),
                Optional.empty(),
                List.of(new RecordedRun(0, MetricsTable.read(Path.of("no metrics.csv")), Optional.of(run))),
                Optional.empty());
        TargetOutcome outcome =
                new TargetOutcome(CLASSES, new float[][] {{1, 0, 0}, {0, 1, 0}}, Optional.of(new int[] {0, 1}));
        Evidence evidence = new Evidence(outcome, List.of(), false, false, List.of(), Optional.empty(), List.of());
        assertThat(TargetSection.html(List.of(new ReportedTraining(record, Optional.of(evidence), List.of(), 0)))
                        .toString()
                        .replace("\u202f", " "))
                .contains("Class frequencies, mine", "grey: the truth")
                .contains("bike, source: 20.0 %", "bike, target, truth: 50.0 %", "bike, target, em: 60.0 %")
                .contains("bike, target, bbse: 55.0 %", "pen, target, bbse: 0.0 %")
                .doesNotContain("mug, target, bbse");
    }

    /** Of four samples the second surest is wrong. */
    @Test
    void theSurestPredictionsHaveACurve() {
        float[][] scores = {{0.6f, 0.4f, 0}, {0.1f, 0.9f, 0}, {0.7f, 0.2f, 0.1f}, {0.2f, 0, 0.8f}};
        TargetOutcome outcome = new TargetOutcome(CLASSES, scores, Optional.of(new int[] {0, 1, 0, 0}));
        assertThat(outcome.accuracyOfSurest().orElseThrow()).containsExactly(1, 0.5, 2 / 3.0, 0.75);
        assertThat(new TargetOutcome(CLASSES, scores, Optional.empty()).accuracyOfSurest())
                .isEmpty();
        Evidence evidence = new Evidence(outcome, List.of(), false, false, List.of(), Optional.empty(), List.of());
        RecordedTraining record = new RecordedTraining(
                new RunFolder(Path.of("mine")), "mine", Map.of(), Optional.empty(), List.of(), Optional.empty());
        assertThat(TargetSection.html(List.of(new ReportedTraining(record, Optional.of(evidence), List.of(), 0)))
                        .toString())
                .contains("Accuracy of the surest predictions", "data-x=\"25,50,75,100\"", "per cent of the target");
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
