package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adapt.TrainingForecast;
import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.MachineSettings;
import io.github.biwaa.settings.RecipeSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A finished model that is adapted to a target without the source it was trained on. */
class SourceFreeTrainingTest {
    private static final List<String> CLASSES = List.of("left", "right");
    private static final int SAMPLES = 40;
    private static final int ITERATIONS = 30;

    @TempDir
    private Path folder;

    /** Two clouds of points; the target's are shifted towards each other. */
    private static float[][] rows(double shift) {
        SplittableRandom random = new SplittableRandom(7);
        float[][] rows = new float[SAMPLES][3];
        for (int row = 0; row < SAMPLES; row++) {
            for (int column = 0; column < 3; column++) {
                rows[row][column] = (float) (row % 2 * 4 - 2 + shift + 2 * random.nextDouble() - 1);
            }
        }
        return rows;
    }

    private static int[] labels() {
        int[] labels = new int[SAMPLES];
        for (int row = 0; row < SAMPLES; row++) {
            labels[row] = row % 2;
        }
        return labels;
    }

    private Path model() {
        Path run = folder.resolve("model");
        if (!Files.exists(run)) {
            try (Samples source = Samples.of(rows(0), labels(), CLASSES);
                    Samples target = Samples.of(rows(1))) {
                settled(Adaptation.of(source, target), "source-only", run)
                        .bottleneck(8)
                        .train();
            }
        }
        return run;
    }

    private Adaptation settled(Adaptation adaptation, String method, Path out) {
        return adaptation
                .method(method)
                .learningRate(0.005)
                .iterations(ITERATIONS)
                .batchSize(8)
                .threads(1)
                .out(out);
    }

    private Adaptation adapted(Samples target, String method, String out) {
        return settled(Adaptation.ofModel(model(), target), method, folder.resolve(out));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shot", "aad"})
    void adaptsToTheTargetAlone(String method) throws IOException {
        try (Samples target = Samples.of(rows(1), labels(), List.of("left", "right"))) {
            TrainingResult result = adapted(target, method, "adapted").train();
            assertThat(result.targetAccuracy().orElse(0)).isGreaterThanOrEqualTo(0.9);
        }
        RunFolder run = new RunFolder(folder.resolve("adapted"));
        assertThat(run.provenance().orElseThrow().samples())
                .containsEntry("source", 0)
                .containsEntry("target", SAMPLES);
        assertThat(Files.readString(run.configuration()))
                .contains("start-from: ")
                .doesNotContain("\nsource: ");
        TrainingConfiguration read = TrainingConfiguration.read(run.configuration());
        assertThat(read.data().source()).isEmpty();
        assertThat(sameClassifier(model(), run.path())).isEqualTo(method.equals("shot"));
    }

    private static boolean sameClassifier(Path first, Path second) {
        try (PointerScope scope = new PointerScope();
                StateDict one = Safetensors.read(first.resolve("run-0/model").resolve(ModelFolder.WEIGHTS));
                StateDict other = Safetensors.read(second.resolve("run-0/model").resolve(ModelFolder.WEIGHTS))) {
            assertThat(Tensors.toDoubles(one.get("bottleneck.weight")))
                    .isNotEqualTo(Tensors.toDoubles(other.get("bottleneck.weight")));
            return one.get("fc.weight").equal(other.get("fc.weight"))
                    && one.get("fc.bias").equal(other.get("fc.bias"));
        }
    }

    /** Stopped between two labellings, and right before one. */
    @ParameterizedTest
    @ValueSource(strings = {"shot", "aad"})
    void isResumedToTheBit(String method) throws IOException {
        try (Samples target = Samples.of(rows(1))) {
            adapted(target, method, "whole").train();
            for (int last : new int[] {2, 13}) {
                String out = "stopped-" + last;
                TrainingListener stopping = new TrainingListener() {
                    private boolean reached;

                    @Override
                    public void stepDone(int run, int iteration) {
                        reached = iteration == last;
                    }

                    @Override
                    public boolean stopRequested() {
                        return reached;
                    }
                };
                assertThatThrownBy(() ->
                                adapted(target, method, out).listener(stopping).train())
                        .isInstanceOf(StoppedException.class);
                adapted(target, method, out).existing(RunFolder.Existing.RESUME).train();
                for (String file : List.of("run-0/scores.npy", "run-0/model/weights.safetensors")) {
                    assertThat(folder.resolve(out).resolve(file))
                            .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
                }
            }
        }
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        try (Samples target = Samples.of(rows(1));
                Samples others = Samples.of(rows(1), labels(), List.of("left", "up"));
                Samples wide = Samples.of(new float[][] {{1, 2, 3, 4}, {2, 3, 4, 5}})) {
            assertRefused(
                    () -> settled(Adaptation.ofModel(model(), target), "dann", folder.resolve("a"))
                            .train(),
                    "source: missing",
                    "the methods that adapt a model are shot, aad, adabn");
            assertRefused(
                    () -> settled(Adaptation.of(folder, folder), "shot", folder.resolve("b"))
                            .train(),
                    "start-from: missing, expected the finished model that shot adapts");
            assertRefused(
                    () -> settled(Adaptation.of(folder, folder), "shot", folder.resolve("c"))
                            .set(TrainingSettings.START_FROM, model())
                            .set(DataSettings.HOLD_OUT, 0.1)
                            .set(DataSettings.CLASSES, folder)
                            .train(),
                    "source, classes, hold-out: shot learns only from the target");
            assertRefused(
                    () -> adapted(target, "aad", "d")
                            .set(RecipeSettings.SHARPNESS, 0.05)
                            .set(TermSettings.LABEL_SMOOTHING, 0.1)
                            .train(),
                    "sam, label-smoothing: aad learns only from the target");
            assertRefused(
                    () -> adapted(target, "shot", "e")
                            .chain(Chains.named("expand"))
                            .train(),
                    "between-runs: expand adds to the source, and shot has none");
            assertRefused(() -> adapted(wide, "shot", "f").train(), "takes 3 features per sample, the target has 4");
            assertRefused(
                    () -> adapted(target, "adabn", "g").train(),
                    "method: adabn changes the statistics of batch norm",
                    "have none",
                    "or the method shot");
            assertThatThrownBy(() -> adapted(others, "shot", "h").train())
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("the class up of the target");
        }
    }

    private static void assertRefused(ThrowingCallable training, String... why) {
        assertThatThrownBy(training).isInstanceOf(InvalidSettingException.class).hasMessageContainingAll(why);
    }

    /** Of pictures: the statistics of a batch norm are the mean over the batches of one pass, and weights stay. */
    @Test
    void adaptsBatchNormInOnePass() throws IOException {
        TinyTrainings.draw(folder);
        Path dtn = folder.resolve("dtn");
        pictures(Adaptation.of(folder.resolve("source"), folder.resolve("target")), dtn)
                .method("source-only")
                .backbone("dtn")
                .weights(WeightsChoice.NONE)
                .iterations(3)
                .train();
        Path out = folder.resolve("adabn");
        pictures(Adaptation.ofModel(dtn, folder.resolve("target")), out)
                .method("adabn")
                .set(MachineSettings.EVALUATE_EVERY, 1)
                .train();
        int samples = TinyTrainings.CLASSES * TinyTrainings.PER_CLASS;
        assertThat(new RunFolder(out).finishedRuns().get(0).iterations()).isEqualTo(samples / 4);
        try (PointerScope scope = new PointerScope();
                StateDict before = Safetensors.read(dtn.resolve("run-0/model").resolve(ModelFolder.WEIGHTS));
                StateDict after = Safetensors.read(out.resolve("run-0/model").resolve(ModelFolder.WEIGHTS))) {
            for (String name : before.names()) {
                boolean statistic = name.contains("running") || name.endsWith("num_batches_tracked");
                assertThat(before.get(name).equal(after.get(name))).as(name).isEqualTo(!statistic);
            }
        }
        Path lenet = folder.resolve("lenet");
        pictures(Adaptation.of(folder.resolve("source"), folder.resolve("target")), lenet)
                .method("source-only")
                .backbone("lenet")
                .weights(WeightsChoice.NONE)
                .iterations(1)
                .train();
        assertRefused(
                () -> pictures(Adaptation.ofModel(lenet, folder.resolve("target")), folder.resolve("none"))
                        .method("adabn")
                        .train(),
                "lenet has none that is not frozen");
    }

    /** A person's labels are a term more; what moves statistics alone cannot learn from them. */
    @Test
    void learnsFromLabelsOfTheTarget() throws IOException {
        TinyTrainings.draw(folder);
        Path dtn = folder.resolve("dtn");
        pictures(Adaptation.of(folder.resolve("source"), folder.resolve("target")), dtn)
                .method("source-only")
                .backbone("dtn")
                .weights(WeightsChoice.NONE)
                .iterations(3)
                .train();
        Path table = Files.writeString(folder.resolve("labels.csv"), "path,label\n00.png,class1\n11.png,class0\n");
        for (String method : List.of("shot", "aad")) {
            Path out = folder.resolve(method);
            pictures(Adaptation.ofModel(dtn, folder.resolve("target")), out)
                    .method(method)
                    .set(DataSettings.TARGET_LABELLED, table)
                    .iterations(3)
                    .train();
            RunFolder run = new RunFolder(out);
            assertThat(run.finishedRuns().get(0).labelled().learnt()).isEqualTo(2);
            assertThat(Files.readString(run.metrics(0))).contains("targetClassificationLoss");
        }
        assertRefused(
                () -> pictures(Adaptation.ofModel(dtn, folder.resolve("target")), folder.resolve("statistics"))
                        .method("adabn")
                        .set(DataSettings.TARGET_LABELLED, table)
                        .train(),
                "target-labelled: adabn changes no weight");
    }

    private Adaptation adaptedBy(Path model, Samples target) {
        return settled(Adaptation.ofModel(model, target), "shot", folder.resolve("of-embeddings"));
    }

    private Adaptation pictures(Adaptation adaptation, Path out) {
        return adaptation.cache(folder.resolve("cache")).batchSize(4).threads(1).out(out);
    }

    /** Folders of the target are labels if they are called like the model's classes, in whatever order these are. */
    @Test
    void labelsOfTheTargetAreTheModelsClassesByName() throws IOException {
        TinyTrainings.draw(folder);
        Path classes = Files.writeString(folder.resolve("classes.txt"), "class1\nclass0\n");
        Path lenet = folder.resolve("lenet");
        pictures(Adaptation.of(folder.resolve("source"), folder.resolve("source")), lenet)
                .set(DataSettings.CLASSES, classes)
                .method("source-only")
                .backbone("lenet")
                .weights(WeightsChoice.NONE)
                .iterations(60)
                .train();
        Path out = folder.resolve("shot");
        Adaptation shot = pictures(Adaptation.ofModel(lenet, folder.resolve("source")), out)
                .method("shot")
                .set(BuiltInMethod.CENTROID_UPDATES, 2)
                .learningRate(1e-12)
                .iterations(2);
        try (Domains<Samples> domains = shot.data().read()) {
            assertThat(TrainingForecast.ofLong(shot.configuration(domains), domains, 1))
                    .isEmpty();
        }
        TrainingResult result = shot.train();
        assertThat(ModelFolder.describe(result.model()).classes()).containsExactly("class1", "class0");
        double expected = new RunFolder(lenet).finishedRuns().get(0).targetAccuracy();
        assertThat(expected).isGreaterThan(0.5);
        assertThat(result.targetAccuracy()).hasValue(expected);
        try (Samples rows = Samples.of(rows(0))) {
            assertRefused(
                    () -> adaptedBy(lenet, rows).train(),
                    "start-from: the model ",
                    "takes pictures, the target has embeddings");
        }
        Files.move(folder.resolve("source/class0"), folder.resolve("source/another"));
        assertThatThrownBy(
                        () -> pictures(Adaptation.ofModel(lenet, folder.resolve("source")), folder.resolve("renamed"))
                                .method("shot")
                                .train())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("another");
    }
}
