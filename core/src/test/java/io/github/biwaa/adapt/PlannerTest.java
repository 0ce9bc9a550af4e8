package io.github.biwaa.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Views;
import io.github.biwaa.torch.Precision;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans for fast and slow machines: each fits its time, and more time never means less work. */
class PlannerTest {
    private static final Planner.Candidate GOOD =
            new Planner.Candidate("good", "imagenet", Precision.FLOAT32, new MachineSpeed(0.2, 0.6, 0.02));
    private static final Planner.Candidate FAST =
            new Planner.Candidate("fast", "imagenet", Precision.FLOAT32, new MachineSpeed(0.02, 0.06, 0.01));
    private static final List<Planner.Candidate> BOTH = List.of(GOOD, FAST);

    private static AdaptationPlan plan(double seconds) {
        return new Planner(1000, 300, seconds).plan(BOTH, "source", "target", seconds);
    }

    @Test
    void everyPlanFitsItsTime() {
        double views = 0;
        for (double seconds = 110; seconds < 40_000; seconds *= 1.3) {
            AdaptationPlan plan = plan(seconds);
            assertThat(plan.seconds()).isLessThanOrEqualTo(0.75 * seconds);
            assertThat(plan.names()).startsWith("source-only, mstn");
            double work = plan.backbone().equals("good") ? 1000 : 0;
            work += plan.frozenViews() + plan.views().count();
            assertThat(work).isGreaterThanOrEqualTo(plan.frozen() ? views : 0);
            views = plan.frozen() ? work : views;
        }
    }

    @Test
    void littleTimeTakesTheFastestNetworkAndMuchTimeTheBest() {
        assertThat(plan(200).backbone()).isEqualTo("fast");
        assertThat(plan(20_000).backbone()).isEqualTo("good");
        assertThat(plan(20_000).views()).isEqualTo(Views.CENTRE);
    }

    @Test
    void theFastestIsTheOneThatWasMeasuredSo() {
        Planner.Candidate slow =
                new Planner.Candidate("slow", "imagenet", Precision.FLOAT32, new MachineSpeed(0.1, 0.3, 0.01));
        assertThat(new Planner(1000, 300, 75)
                        .plan(List.of(GOOD, FAST, slow), "source", "target", 75)
                        .backbone())
                .isEqualTo("fast");
    }

    @Test
    void aBackboneIsTrainedWhereThereIsTime() {
        assertThat(plan(1e6).frozen()).isFalse();
        assertThat(plan(2000).frozen()).isTrue();
    }

    @Test
    void shortTimesDropMethodsBeforeTheyAreRefused() {
        assertThat(plan(75).names()).isEqualTo("source-only, mstn");
        assertThat(plan(200).names()).isEqualTo("source-only, mstn, biwaa, cdan");
    }

    @Test
    void tooLittleTimeIsRefusedWithTheTimeThatIsNeeded() {
        assertThatThrownBy(() -> plan(30))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("time: 30 s")
                .hasMessageContaining("expected at least");
    }
}
