package io.github.biwaa.training.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunWarningsTest {
    private static final List<String> CLASSES = List.of("bike", "cup", "mug");

    private final RunWarnings warnings = new RunWarnings(1);

    /** One-hot rows. */
    private static Tensor predicting(int... classes) {
        double[] values = new double[classes.length * CLASSES.size()];
        for (int row = 0; row < classes.length; row++) {
            values[row * CLASSES.size() + classes[row]] = 1;
        }
        return Tensors.of(values, classes.length, CLASSES.size());
    }

    @Test
    void classesThatAreNeverPredicted() {
        try (PointerScope scope = new PointerScope()) {
            warnings.checkScores(predicting(0, 1, 2), CLASSES);
            assertThat(warnings.all()).isEmpty();
            warnings.checkScores(predicting(1, 1, 1), CLASSES);
            assertThat(warnings.all()).containsExactly("2 of 3 classes are never predicted for the target: bike, mug.");
        }
    }

    @Test
    void aPriorThatHasCollapsed() {
        int[] nearly = new int[150];
        Arrays.fill(nearly, 2);
        nearly[70] = 0;
        try (PointerScope scope = new PointerScope()) {
            warnings.checkPrior(predicting(2, 2, 2, 2, 2, 2, 2, 0), CLASSES);
            assertThat(warnings.all()).isEmpty();
            warnings.checkPrior(predicting(nearly), CLASSES);
            assertThat(warnings.all())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "the prior has collapsed: earlier runs predict class mug for 149 of 150 target samples.");
        }
    }

    @Test
    void aRampFarLongerThanTheRun() {
        warnings.checkRamp(new Ramp(2500), 300);
        assertThat(warnings.all()).isEmpty();
        warnings.checkRamp(new Ramp(20_000), 300);
        assertThat(warnings.all())
                .containsExactly(
                        "adaptation is nearly off: with ramp 20000, its terms have 7 % of their weight after the"
                                + " last of 300 steps. Try the paper's ratio, ramp 1200.");
    }

    @Test
    void aDiscriminatorThatIsAlwaysRight(@TempDir Path folder) throws IOException {
        warnings.checkMetrics(metrics(folder, "domainAccuracy", 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.7), 0.05);
        warnings.checkMetrics(metrics(folder, "somethingElse", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1), 0.05);
        warnings.checkMetrics(metrics(folder, "domainAccuracy", 1, 1, 1, 1), 0.05);
        assertThat(warnings.all()).isEmpty();
        warnings.checkMetrics(metrics(folder, "domainAccuracy", 0.5, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 0.98), 0.05);
        assertThat(warnings.all())
                .singleElement()
                .asString()
                .startsWith("the discriminator is always right (99.6 % in the second half)");
    }

    @Test
    void classesThatSemanticMatchingPushesApart(@TempDir Path folder) throws IOException {
        warnings.checkMetrics(metrics(folder, "matchingLoss", 900, 900, 900, 900, 900, 30, 20, 30, 30, 30), 0.05);
        assertThat(warnings.all()).isEmpty();
        warnings.checkMetrics(metrics(folder, "matchingLoss", 1, 1, 1, 1, 1, 10, 20, 30, 400, 2000), 0.05);
        assertThat(warnings.all())
                .singleElement()
                .asString()
                .startsWith("semantic matching pushes the classes of the two domains apart (its loss was 492 in the")
                .endsWith("Try feature-scale 0.013, a quarter of what it was, or a lower lr.");
    }

    private static Path metrics(Path folder, String column, double... values) throws IOException {
        List<String> rows = IntStream.range(0, values.length)
                .mapToObj(row -> row + ",0.1," + values[row])
                .toList();
        return Files.writeString(
                folder.resolve("metrics.csv"), "iteration,seconds," + column + "\n" + String.join("\n", rows) + "\n");
    }

    @Test
    void skippedSteps() {
        warnings.checkSkipped(0);
        assertThat(warnings.all()).isEmpty();
        warnings.checkSkipped(3);
        assertThat(warnings.all())
                .containsExactly("Steps that were skipped because their loss was NaN or infinite: 3.");
    }
}
