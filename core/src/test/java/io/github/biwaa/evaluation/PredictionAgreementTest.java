package io.github.biwaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.evaluation.PredictionAgreement.Predictions;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The estimate against a plain count, whom it asks, and its interval. */
class PredictionAgreementTest {
    private static final int CLASSES = 5;

    @Test
    void isTheMeanShareOfSamplesWithTheSameClass() {
        List<Predictions> all = List.of(random("source-only", 1), random("mstn", 2), random("cdan", 3));
        Predictions model = all.get(1);
        double expected = (same(model, all.get(0)) + same(model, all.get(2))) / 2;
        AccuracyEstimate estimate = PredictionAgreement.of(model, all).orElseThrow();
        assertThat(estimate.accuracy()).isCloseTo(expected, within(1e-12));
        assertThat(estimate.method()).isEqualTo(PredictionAgreement.ID);
    }

    /** A longer training of the same method makes the same mistakes, and of another method one is enough. */
    @Test
    void asksTheFirstTrainingOfEachOtherMethod() {
        Predictions first = random("source-only", 1);
        Predictions model = random("mstn", 2);
        Predictions longer = new Predictions("mstn", model.classes().clone());
        assertThat(PredictionAgreement.of(longer, List.of(first, model, random("source-only", 4), longer)))
                .isEqualTo(PredictionAgreement.of(model, List.of(first)))
                .isNotEmpty();
    }

    @Test
    void nobodyToAskMeansNoEstimate() {
        Predictions model = random("mstn", 2);
        assertThat(PredictionAgreement.of(model, List.of(model, random("mstn", 3))))
                .isEmpty();
        assertThat(PredictionAgreement.of(model, List.of())).isEmpty();
    }

    /** A model that gives every sample one class is right about few of them, however certain it is. */
    @Test
    void aModelThatPutsAllInOneClassIsDoubted() {
        Predictions model = random("mstn", 2);
        Predictions collapsed = new Predictions("cdan", new int[model.classes().length]);
        AccuracyEstimate estimate =
                PredictionAgreement.of(collapsed, List.of(model)).orElseThrow();
        assertThat(estimate.accuracy()).isCloseTo(1.0 / CLASSES, within(0.05));
        assertThat(estimate.high()).isLessThan(0.7);
    }

    @Test
    void theIntervalGrowsWithTheDisagreementAndShrinksWithTheSamples() {
        for (int wrong : new int[] {0, 10, 50, 100}) {
            AccuracyEstimate few = disagreeing(wrong, 100);
            AccuracyEstimate many = disagreeing(100 * wrong, 10_000);
            double error = wrong / 100.0;
            assertThat(many.accuracy()).isEqualTo(few.accuracy()).isCloseTo(1 - error, within(1e-12));
            assertThat(few.low()).isLessThanOrEqualTo(many.low());
            assertThat(few.high()).isGreaterThanOrEqualTo(many.high());
            double doubt = Math.hypot(error / 2, 0.05);
            assertThat(many.low()).isCloseTo(Math.max(0, 1 - error - doubt), within(0.005));
            assertThat(many.high()).isCloseTo(Math.min(1, 1 - error + doubt), within(0.005));
        }
    }

    private static AccuracyEstimate disagreeing(int wrong, int samples) {
        int[] one = new int[samples];
        int[] other = new int[samples];
        Arrays.fill(other, 0, wrong, 1);
        return PredictionAgreement.of(new Predictions("mstn", one), List.of(new Predictions("cdan", other)))
                .orElseThrow();
    }

    private static double same(Predictions one, Predictions other) {
        int same = 0;
        for (int sample = 0; sample < one.classes().length; sample++) {
            same += one.classes()[sample] == other.classes()[sample] ? 1 : 0;
        }
        return same / (double) one.classes().length;
    }

    private static Predictions random(String method, int seed) {
        return new Predictions(
                method, new SplittableRandom(seed).ints(800, 0, CLASSES).toArray());
    }
}
