package io.github.biwaa.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ClassTallyTest {
    @Test
    void itAgreesWithTheAccuracyOfAllAtOnce() {
        SplittableRandom random = new SplittableRandom(3);
        int[] labels = random.ints(500, 0, 4).toArray();
        int[] predictions = random.ints(500, 0, 5).toArray();
        ClassTally tally = new ClassTally(5);
        double[] right = new double[5];
        double[] all = new double[5];
        for (int i = 0; i < labels.length; i++) {
            tally.add(predictions[i], labels[i]);
            all[labels[i]]++;
            right[labels[i]] += predictions[i] == labels[i] ? 1 : 0;
        }
        assertThat(tally.accuracy()).isEqualTo(Accuracy.of(predictions, labels));
        assertThat(tally.samples()).isEqualTo(500);
        double mean = 0;
        for (int k = 0; k < 4; k++) {
            assertThat(tally.right(k)).isEqualTo((long) right[k]);
            assertThat(tally.samples(k)).isEqualTo((long) all[k]);
            mean += right[k] / all[k] / 4;
        }
        assertThat(tally.samples(4)).as("a class without samples").isZero();
        assertThat(tally.meanOfClasses()).isCloseTo(mean, within(1e-12));
        assertThat(new ClassTally(2).accuracy()).isNaN();
    }
}
