package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that starts from a finished model, its heads included. */
class StartFromTest {
    private static final List<String> CLASSES = List.of("left", "right");
    private static final int[] LABELS = {0, 1, 0, 1, 0, 1, 0, 1};
    /** So small that one step changes no digit that is compared. */
    private static final double HARDLY = 1e-12;

    @TempDir
    private Path folder;

    private static float[][] rows(int width) {
        SplittableRandom random = new SplittableRandom(width);
        float[][] rows = new float[LABELS.length][width];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < width; column++) {
                rows[row][column] = (float) (LABELS[row] * 3 + random.nextDouble());
            }
        }
        return rows;
    }

    private Adaptation training(Samples source, Samples target, String out) {
        return Adaptation.of(source, target)
                .method("source-only")
                .iterations(20)
                .batchSize(4)
                .threads(1)
                .out(folder.resolve(out));
    }

    private Adaptation continued(Samples source, Samples target, String out) {
        return training(source, target, out)
                .iterations(1)
                .learningRate(HARDLY)
                .set(TrainingSettings.START_FROM, folder.resolve("first"));
    }

    private double[] scores(Path run, int samples) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toDoubles(new RunFolder(run).readScores(0, samples, CLASSES.size()));
        }
    }

    private void assertSameScores(Path first, Path second, int samples) {
        double[] expected = scores(first, samples);
        assertThat(expected).doesNotContain(0.5);
        assertThat(scores(second, samples)).containsExactly(expected, within(1e-6));
    }

    @Test
    void goesOnWithBackboneAndHeads() throws IOException {
        try (Samples source = Samples.of(rows(4), LABELS, CLASSES);
                Samples target = Samples.of(rows(4))) {
            training(source, target, "first")
                    .bottleneck(8)
                    .set(TrainingSettings.CENTRE_FEATURES, false)
                    .featureScale(0.5)
                    .train();
            continued(source, target, "second").train();
            assertSameScores(folder.resolve("first"), folder.resolve("second"), LABELS.length);
            // Five averaged bottlenecks start with smaller weights, a model's stay what they are.
            continued(source, target, "gsde")
                    .method("gsde")
                    .chain(Chains.named("once"))
                    .set(TermSettings.DISCRIMINATOR_WIDTH, 8)
                    .train();
            assertSameScores(folder.resolve("first"), folder.resolve("gsde"), LABELS.length);
        }
        assertThat(Files.readString(folder.resolve("second/config.yaml")))
                .contains("bottleneck: 8", "feature-scale: 0.5", "start-from: " + folder.resolve("first"));
    }

    @Test
    void goesOnWithPictures() throws IOException {
        TinyTrainings.draw(folder);
        Path model = folder.resolve("pictures");
        pictures(model)
                .backbone("lenet")
                .weights(WeightsChoice.NONE)
                .iterations(30)
                .train();
        pictures(folder.resolve("more"))
                .iterations(1)
                .learningRate(HARDLY)
                .set(TrainingSettings.START_FROM, model.resolve("run-0"))
                .train();
        assertSameScores(model, folder.resolve("more"), TinyTrainings.CLASSES * TinyTrainings.PER_CLASS);
        assertThat(Files.readString(folder.resolve("more/config.yaml"))).contains("backbone: lenet");
        assertRefused(
                () -> pictures(folder.resolve("twice"))
                        .weights(WeightsChoice.NONE)
                        .set(TrainingSettings.START_FROM, model)
                        .train(),
                "has weights ");
        Path weights = model.resolve("run-0/model/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> pictures(folder.resolve("damaged"))
                        .set(TrainingSettings.START_FROM, model)
                        .train())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("are not those that the model");
    }

    /** The model's file has other heads than the one that its backbone came from. */
    @Test
    void featuresOfAFrozenBackboneAreNotComputedAgain() throws IOException {
        TinyTrainings.draw(folder);
        Path model = folder.resolve("frozen");
        frozen(model)
                .backbone("dtn")
                .weights(WeightsChoice.of(TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"))))
                .train();
        Set<String> computed = cachedFeatures();
        assertThat(computed).hasSize(3);
        frozen(folder.resolve("more")).set(TrainingSettings.START_FROM, model).train();
        assertThat(cachedFeatures()).isEqualTo(computed);
        frozen(folder.resolve("other"))
                .backbone("dtn")
                .weights(WeightsChoice.of(TinyTrainings.dtnWeights(folder.resolve("other.safetensors"), 2)))
                .train();
        assertThat(cachedFeatures()).hasSize(6).containsAll(computed);
    }

    private Adaptation frozen(Path out) {
        return pictures(out).freeze("backbone").set(TrainingSettings.FROZEN_VIEWS, 2);
    }

    private Set<String> cachedFeatures() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("features-.*[.]safetensors"))
                    .collect(Collectors.toSet());
        }
    }

    private Adaptation pictures(Path out) {
        return Adaptation.of(folder.resolve("source"), folder.resolve("target"))
                .method("source-only")
                .cache(folder.resolve("cache"))
                .iterations(1)
                .batchSize(4)
                .threads(1)
                .out(out);
    }

    @Test
    void aModelOfOtherClassesOrAnotherNetworkIsRefused() {
        try (Samples source = Samples.of(rows(4), LABELS, CLASSES);
                Samples target = Samples.of(rows(4));
                Samples wide = Samples.of(rows(5), LABELS, CLASSES);
                Samples wideTarget = Samples.of(rows(5));
                Samples reordered = Samples.of(rows(4), LABELS, List.of("right", "left"));
                Samples other = Samples.of(rows(4), LABELS, List.of("left", "middle"))) {
            training(source, target, "first").bottleneck(8).train();
            assertRefused(
                    () -> continued(other, target, "a").train(),
                    "has the classes left, right, the source has left, middle");
            assertRefused(() -> continued(reordered, target, "b").train(), "the same in another order");
            assertRefused(
                    () -> continued(source, target, "c").bottleneck(16).train(), "has bottleneck 8, the training 16");
            assertRefused(
                    () -> continued(wide, wideTarget, "d").train(), "takes 4 features per sample, the source has 5");
            assertRefused(
                    () -> continued(source, target, "e")
                            .set(TrainingSettings.CENTRE_FEATURES, true)
                            .train(),
                    "has centre-features false, the training true");
        }
        assertThatThrownBy(() -> Adaptation.of(folder, folder)
                        .set(TrainingSettings.START_FROM, folder.resolve("nowhere"))
                        .out(folder.resolve("f"))
                        .train())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("nowhere does not exist");
    }

    private static void assertRefused(ThrowingCallable training, String why) {
        assertThatThrownBy(training)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("start-from: the model ")
                .hasMessageContaining(why);
    }
}
