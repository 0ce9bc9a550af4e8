package io.github.biwaa.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.Progress;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.Opening;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What runs learn from when the source grows, with and without a teacher. */
class ExpandPlanTest {
    private static final Opening NONE = new Opening(null, null, List.of(), Placement.DEFAULT, null, Optional.empty());
    /** The teacher is surest of the last sample, and of class 1 for it. */
    private static final double[] TEACHER = {0.1, 0, 0, 0.5, 0, 2, 3, 0};

    private Domains<OpenSamples> domains;

    @BeforeEach
    void open() {
        domains = new Domains<>(
                Samples.of(new float[][] {{1}, {2}, {3}}, new int[] {0, 1, 1}).open(NONE, Progress.SILENT),
                Samples.of(new float[][] {{4}, {5}, {6}, {7}}).open(NONE, Progress.SILENT));
    }

    @AfterEach
    void close() {
        domains.close();
    }

    private Planning planning(int run, int runs, Optional<Guide> guide, double... latest) {
        return new Planning(
                run,
                runs,
                domains,
                latest.length == 0 ? List.of() : List.of(Tensors.of(latest, 4, 2)),
                guide,
                new ChainSettings(
                        true,
                        true,
                        true,
                        0.5,
                        1,
                        1,
                        List.of(),
                        ExpandQuota.GLOBAL,
                        ExpandScores.CLASSIFIER,
                        ExpandFeatures.RAW),
                2,
                new SeedSequence(1));
    }

    private static Guide guide(Optional<double[]> source) {
        return Guide.of(TEACHER, source, 2, 0.8);
    }

    @Test
    void withoutATeacherTheFirstRunAddsNothing() {
        RunPlan plan = new Expand().plan(planning(0, 2, Optional.empty()));
        assertThat(plan.samples().source()).isSameAs(domains.source());
        assertThat(plan.guide()).isEmpty();
    }

    @Test
    void underATeacherTheFirstRunAddsWhatItIsSurestOf() {
        RunPlan plan =
                new Expand().plan(planning(0, 1, Optional.of(guide(Optional.of(new double[] {1, 0, 0, 1, 0, 2})))));
        try (OpenSamples source = plan.samples().source()) {
            assertThat(source.labels()).containsExactly(0, 1, 1, 0, 1);
            assertThat(source.sampleName(3)).isEqualTo(domains.target().sampleName(3));
            TeacherScores target = plan.guide().orElseThrow().target();
            TeacherScores ofSource = plan.guide().orElseThrow().source().orElseThrow();
            assertThat(ofSource.size()).isEqualTo(source.size());
            assertThat(ofSource.rows(new int[] {3, 4})).isEqualTo(target.rows(new int[] {3, 2}));
        }
    }

    /** The run before is for sample 0 and class 0; a quarter of the teacher does not outweigh that. */
    @Test
    void laterRunsHearBoth() {
        try (PointerScope scope = new PointerScope()) {
            Planning planning =
                    planning(2, 3, Optional.of(guide(Optional.empty())), 1, 0, 0.5, 0.5, 0.6, 0.4, 0.5, 0.5);
            RunPlan plan = new Expand().plan(planning);
            try (OpenSamples source = plan.samples().source()) {
                // Three quarters of four.
                assertThat(source.labels()).containsExactly(0, 1, 1, 0, 0, 1);
                assertThat(source.sampleName(3)).isEqualTo(domains.target().sampleName(0));
                assertThat(plan.guide().orElseThrow().source()).isEmpty();
            }
        }
    }

    @Test
    void anotherTeacherIsAnotherPlan() {
        String one = new Expand()
                .plan(planning(0, 1, Optional.of(guide(Optional.empty()))))
                .sha256();
        String same = new Expand()
                .plan(planning(0, 1, Optional.of(guide(Optional.empty()))))
                .sha256();
        String other = new Expand()
                .plan(planning(0, 1, Optional.of(Guide.of(TEACHER, Optional.empty(), 2, 0.9))))
                .sha256();
        assertThat(same).isEqualTo(one);
        assertThat(other).isNotEqualTo(one);
        assertThat(new Once()
                        .plan(planning(0, 1, Optional.of(guide(Optional.empty()))))
                        .guide())
                .isPresent();
    }
}
