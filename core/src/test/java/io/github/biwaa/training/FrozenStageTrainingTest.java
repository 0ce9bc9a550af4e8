package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.StartingWeights;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a training leaves of the weights it started from. */
class FrozenStageTrainingTest {
    private static final int SIZE = 32;

    @TempDir
    Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    /** A file of weights that have seen something: running statistics are neither 0 nor 1. */
    private Path weights(String name) throws IOException {
        Engine.load();
        Engine.seed(6);
        Path file = folder.resolve(name + ".safetensors");
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of(name).create(3, SIZE)) {
            backbone.forward(
                    Tensors.zeros(Precision.FLOAT32, 4, 3, SIZE, SIZE).normal_(0, 1, new GeneratorOptional()),
                    Mode.TRAINING);
            Safetensors.write(file, backbone.namedTensors(), Map.of());
        }
        return file;
    }

    private RunFolder train(String backbone, Path weights, String freeze, int steps) {
        RunFolder run = new RunFolder(folder.resolve("out-" + freeze));
        TinyTrainings.training(
                        TinyTrainings.photos(
                                folder, backbone, SIZE, WeightsChoice.of(weights), new Freeze(freeze), "biwaa", steps),
                        run,
                        TrainingListener.SILENT)
                .run(RunFolder.Existing.REFUSE);
        return run;
    }

    @Test
    void whatAFrozenBackboneMadeOfTheTargetIsFoundInTheCache() throws IOException {
        Path weights = weights("dtn");
        train("dtn", weights, "backbone", 1);
        TrainingConfiguration configuration = TinyTrainings.photos(
                folder, "dtn", SIZE, WeightsChoice.of(weights), new Freeze("backbone"), "biwaa", 1);
        try (Domains<Samples> data = configuration.data().read();
                TrainingReplay replay = TrainingReplay.open(configuration, data, Progress.SILENT);
                AdaptationNetwork network = replay.startingNetwork(0);
                SampleViews views = replay.targetInput();
                PointerScope scope = new PointerScope()) {
            // Nothing was held out, so the source was never scored.
            assertThat(replay.storedFeatures(replay.source())).isEmpty();
            Tensor stored = Tensors.adopt(replay.storedFeatures(replay.target()).orElseThrow());
            for (int view = 0; view < views.evaluationViews(); view++) {
                Tensor batch = views.evaluationBatch(0, views.size(), view);
                Tensor expected =
                        Tensors.withoutGradient(() -> network.backbone().forward(batch, Mode.EVALUATION));
                assertThat(Tensors.toFloats(stored.select(1, view)))
                        .containsExactly(Tensors.toFloats(expected), within(1e-5f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dtn, none, ''",
        "dtn, stem, features\\.[0-3]\\..*",
        "dtn, layer1, features\\.[0-7]\\..*",
        "dtn, hidden, (features|classifier)\\..*",
        "resnet18, layer2, (conv1|bn1|layer1|layer2)\\..*",
        "squeezenet1_1, layer2, features\\.[0-8]\\..*"
    })
    void frozenStagesStayBitForBitAndTheOthersLearn(String backbone, String freeze, String frozen) throws IOException {
        Path weights = weights(backbone);
        RunFolder run = train(backbone, weights, freeze, 3);
        try (PointerScope scope = new PointerScope();
                StateDict before = Safetensors.read(weights);
                StateDict after = Safetensors.read(run.model(0).resolve(ModelFolder.WEIGHTS))) {
            TreeSet<String> same = new TreeSet<>();
            for (String name : before.names()) {
                if (before.get(name).equal(after.get(name))) {
                    same.add(name);
                }
            }
            assertThat(same)
                    .containsExactlyInAnyOrderElementsOf(before.names().stream()
                            .filter(name -> name.matches(frozen))
                            .toList());
        }
    }

    @Test
    void frozenOrNotTheModelNamesTheWeightsItStartedFrom() throws IOException {
        Path weights = weights("dtn");
        StartingWeights started = new StartingWeights("dtn.safetensors", Sha256.of(weights));
        for (String freeze : new String[] {"none", "layer1", "backbone"}) {
            RunFolder run = train("dtn", weights, freeze, 1);
            assertThat(ModelFolder.describe(run.model(0)).startingWeights()).isEqualTo(started);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer4", "Layer1", "", "hidden"})
    void stagesThatTheBackboneDoesNotHaveAreRefused(String stage) {
        WeightsChoice weights = WeightsChoice.of(folder.resolve("weights.safetensors"));
        assertThatThrownBy(() ->
                        TinyTrainings.photos(folder, "squeezenet1_1", SIZE, weights, new Freeze(stage), "biwaa", 1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("freeze: " + stage
                        + ", expected none, backbone or one of the stages of squeezenet1_1: stem, layer1,"
                        + " layer2, layer3");
    }

    @Test
    void everyStageOfEveryBackboneMayBeFrozen() {
        WeightsChoice weights = WeightsChoice.of(folder.resolve("weights.safetensors"));
        Backbones.all().forEach(kind -> kind.stages().forEach(stage -> assertThatCode(() -> TinyTrainings.photos(
                        folder, kind.name(), kind.defaultSize(), weights, new Freeze(stage), "biwaa", 1))
                .as("%s of %s", stage, kind.name())
                .doesNotThrowAnyException()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"stem", "backbone"})
    void freezingWhatHasLearntNothingIsRefused(String freeze) {
        assertThatThrownBy(() -> TinyTrainings.photos(
                        folder, "resnet18", SIZE, WeightsChoice.NONE, new Freeze(freeze), "biwaa", 1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("freeze: " + freeze + " needs weights");
    }
}
