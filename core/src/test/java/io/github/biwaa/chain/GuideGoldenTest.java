package io.github.biwaa.chain;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A teacher's scores against the reference's numbers. */
class GuideGoldenTest {
    private static final int CLASSES = 12;

    private static StateDict golden;

    @BeforeAll
    static void read() {
        golden = Golden.read("gsde/g6_swg.safetensors");
    }

    @AfterAll
    static void close() {
        golden.close();
    }

    private static double[] numbers(String name) {
        return Tensors.toDoubles(golden.get(name));
    }

    private static Guide guide() {
        return Guide.of(numbers("teacher_target"), Optional.of(numbers("teacher_source")), CLASSES, 0.9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.8", "0.9", "0.95"})
    void oneSteepnessMakesBothDomainsAsSureAsWanted(String confidence) {
        double steepness = TeacherScores.steepness(
                        List.of(numbers("teacher_source"), numbers("teacher_target")),
                        CLASSES,
                        Double.parseDouble(confidence))
                .orElseThrow();
        assertClose("tau", new double[] {steepness}, numbers("tau_p" + confidence + "/tau"), 1e-10);
    }

    @Test
    void theProbabilitiesAreTheSharpenedSoftmax() {
        assertClose("target", guide().target().probabilities(), numbers("P0_target"), 1e-9);
        assertClose("source", guide().source().orElseThrow().probabilities(), numbers("P0_source"), 1e-9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2", "0.33", "0.5", "0.66", "0.8"})
    void theFirstRunTakesWhatTheTeacherIsSurestOf(String fraction) {
        TeacherScores target = guide().target();
        check(
                SurestSamples.of(
                        target.probabilities(),
                        target.certainty(),
                        CLASSES,
                        Double.parseDouble(fraction),
                        ExpandQuota.GLOBAL),
                "run0/phi" + fraction);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.2", "0.33", "0.5", "0.66", "0.8"})
    void laterRunsAddHalfAsMuchOfTheTeacherEachTime(String fraction) {
        for (int run : new int[] {1, 2}) {
            double[] scores = numbers("last_softmax_run" + (run - 1));
            Expand.add(scores, guide(), run);
            assertClose("Q", scores, numbers("run" + run + "/Q"), 1e-9);
            check(
                    SurestSamples.of(
                            scores,
                            SurestSamples.largest(scores, CLASSES),
                            CLASSES,
                            Double.parseDouble(fraction),
                            ExpandQuota.GLOBAL),
                    "run" + run + "/phi" + fraction);
        }
    }

    private static void check(SurestSamples surest, String name) {
        assertThat(surest.samples()).isEqualTo(Tensors.toInts(golden.get(name + "/chosen")));
        assertThat(surest.labels()).isEqualTo(Tensors.toInts(golden.get(name + "/labels")));
    }

    /** 17 of 60 largest probabilities are exactly 1 in float32, 7 in float64; the logarithms of the odds still differ. */
    @Test
    void saturatedScoresAreRankedByTheOdds() {
        TeacherScores scores = TeacherScores.of(numbers("saturated/teacher"), 8, numbers("saturated/tau")[0]);
        assertClose("log-odds", scores.certainty(), numbers("saturated/log_odds"), 1e-9);
        SurestSamples all = SurestSamples.of(scores.probabilities(), scores.certainty(), 8, 1, ExpandQuota.GLOBAL);
        assertThat(all.samples()).isEqualTo(Tensors.toInts(golden.get("saturated/order")));
        assertThat(all.labels()).isEqualTo(Tensors.toInts(golden.get("saturated/labels")));
    }

    @Test
    void aTeacherWithoutAnOpinionCannotBeMadeSure() {
        assertThatThrownBy(() -> Guide.of(new double[] {1, 1, 1, 2, 2, 2}, Optional.empty(), 3, 0.9))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("guide-confidence: 0.9");
        assertThatThrownBy(() -> Guide.of(new double[] {1, 2, 3, 3, 2, 1}, Optional.empty(), 3, 0.3))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("more than 1/3");
    }

    /** Probabilities of 0 come as logarithms. */
    @Test
    void impossibleClassesStayImpossible() {
        double none = Double.NEGATIVE_INFINITY;
        TeacherScores scores = TeacherScores.of(new double[] {0, none, none, Math.log(0.5), Math.log(0.5), none}, 3, 2);
        assertThat(scores.probabilities()).containsExactly(1, 0, 0, 0.5, 0.5, 0);
        assertThat(scores.certainty()).containsExactly(Double.POSITIVE_INFINITY, 0);
    }
}
