package io.github.biwaa.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.model.Views;
import io.github.biwaa.torch.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is done with the time that is left, by made-up speeds and scores. */
class FurtherTrainingTest {
    private static final double STEP = 0.01;
    private static final double TRAINED_VIEW = 0.01;
    private static final Map<String, Double> SCORES =
            Map.of("source-only", 0.99, "mstn", 0.9, "biwaa", 0.8, "cdan", 0.7);

    private final AdaptationPlan plan = plan(true);

    private static AdaptationPlan plan(boolean frozen) {
        List<PlannedTraining> trainings = Planner.METHODS.stream()
                .map(method -> new PlannedTraining(method, method, frozen, 300))
                .toList();
        MachineSpeed speed = new MachineSpeed(0.003, TRAINED_VIEW, STEP);
        return new AdaptationPlan(
                "a", "b", 1000, 100, 100, "net", "imagenet", Precision.FLOAT32, 4, Views.CENTRE, speed, trainings);
    }

    /** @param pace what trainings took, against their estimates */
    private static List<Trained> trained(AdaptationPlan plan, double pace) {
        return plan.trainings().stream()
                .map(one -> new Trained(
                        one,
                        Path.of(one.name()),
                        null,
                        new AccuracyEstimate("x", 1 - SCORES.get(one.method()), 0, 1),
                        SCORES.get(one.method()),
                        pace * plan.seconds(one)))
                .toList();
    }

    private Optional<PlannedTraining> next(double left) {
        return new FurtherTraining(plan, trained(plan, 1), left).next();
    }

    @Test
    void littleTimeIsLeftAlone() {
        assertThat(next(0)).isEmpty();
        assertThat(next(-5)).isEmpty();
        assertThat(next(6))
                .as("600 steps take 6 s, and some more is left for errors")
                .isEmpty();
    }

    @Test
    void theBestAdaptationIsTrainedLonger() {
        PlannedTraining next = next(20.001).orElseThrow();
        assertThat(next).isEqualTo(new PlannedTraining("mstn-longer", "mstn", true, 1700));
        assertThat(plan.seconds(next)).isLessThan(20);
    }

    @Test
    void theWholeNetworkIsTrainedWhereThatIsAffordable() {
        PlannedTraining next = next(1000).orElseThrow();
        assertThat(next.name()).isEqualTo("mstn-whole");
        assertThat(next.frozen()).isFalse();
        assertThat(plan.seconds(next)).isBetween(800.0, 900.0);
    }

    @Test
    void aMachineThatBecameSlowerDoesLess() {
        assertThat(new FurtherTraining(plan, trained(plan, 2), 20.001)
                        .next()
                        .orElseThrow()
                        .iterations())
                .isEqualTo(850);
    }

    @Test
    void everythingIsTriedOnceAndThenItEnds() {
        AdaptationPlan growing = plan;
        List<String> names = new ArrayList<>();
        Optional<PlannedTraining> next;
        while ((next = new FurtherTraining(growing, trained(growing, 1), 1e7).next()).isPresent()) {
            names.add(next.get().name());
            growing = growing.with(next.get());
            assertThat(names).hasSizeLessThan(10);
        }
        assertThat(names)
                .containsExactly(
                        "mstn-whole", "biwaa-whole", "cdan-whole", "mstn-longer", "biwaa-longer", "cdan-longer");
    }

    @Test
    void aNetworkThatIsTrainedAlreadyIsOnlyTrainedLonger() {
        AdaptationPlan whole = plan(false);
        assertThat(new FurtherTraining(whole, trained(whole, 1), 1e7).next().orElseThrow())
                .isEqualTo(new PlannedTraining("mstn-longer", "mstn", false, Planner.MOST_ITERATIONS));
    }
}
