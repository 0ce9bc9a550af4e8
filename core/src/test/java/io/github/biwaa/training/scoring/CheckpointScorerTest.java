package io.github.biwaa.training.scoring;

import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.evaluation.InformationMaximisation;
import io.github.biwaa.evaluation.PredictionEntropy;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.training.Training;
import io.github.biwaa.training.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointScorerTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        for (String domain : List.of("source", "target")) {
            for (int i = 0; i < 12; i++) {
                BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
                int value = (i % 2 == 0 ? 40 : 200) + i + (domain.equals("target") ? 13 : 0);
                for (int y = 0; y < 28; y++) {
                    for (int x = 0; x < 28; x++) {
                        image.getRaster().setSample(x, y, 0, x > y == (i % 2 == 0) ? value : 20);
                    }
                }
                Path file = folder.resolve(domain + "/" + (i % 2 == 0 ? "down" : "up") + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                ImageIO.write(image, "png", file.toFile());
            }
        }
    }

    @Test
    void checkpointsAreScoredAndChangeNothing() throws IOException {
        List<RunSummary> plain = train("plain", "biwaa", 0, false);
        List<RunSummary> scored = train("scored", "biwaa", 2, false);
        assertThat(plain).hasSize(2);
        assertThat(scored).hasSize(2);
        for (RunSummary run : scored) {
            assertThat(run.checkpoints())
                    .extracting(CheckpointScores::iteration)
                    .containsExactly(2, 4, 5);
            CheckpointScores last = run.checkpoints().get(2);
            assertThat(last.targetAccuracy()).isEqualTo(run.targetAccuracy());
            assertThat(last.validators())
                    .containsOnlyKeys("entropy", "information-maximisation", "bnm", "snd", "source-accuracy");
            try (PointerScope scope = new PointerScope()) {
                Tensor scores = Npy.read(folder.resolve("scored/run-" + run.run() + "/scores.npy"));
                assertThat(last.validators().get("entropy")).isCloseTo(PredictionEntropy.of(scores), within(1e-12));
                assertThat(last.validators().get("information-maximisation"))
                        .isCloseTo(InformationMaximisation.of(scores), within(1e-12));
            }
        }
        assertThat(plain.get(0).checkpoints()).singleElement().satisfies(last -> assertThat(last.validators())
                .doesNotContainKey("source-accuracy"));
        for (String name : List.of("model.json", "weights.safetensors")) {
            Path model = Path.of("run-1", "model", name);
            assertThat(Files.mismatch(
                            folder.resolve("scored").resolve(model),
                            folder.resolve("plain").resolve(model)))
                    .isEqualTo(-1);
        }
        assertThat(Files.readAllBytes(folder.resolve("scored/run-1/scores.npy")))
                .isEqualTo(Files.readAllBytes(folder.resolve("plain/run-1/scores.npy")));
        assertThat(new RunFolder(folder.resolve("scored")).finishedRuns()).isEqualTo(scored);
    }

    @Test
    void anyMethodChainsRunsIfAskedTo() throws IOException {
        assertThat(train("once", "dann", 0, false)).hasSize(1);
        assertThat(train("chained", "dann", 0, true)).hasSize(2);
        assertThat(Files.readString(folder.resolve("chained/config.yaml"))).contains("between-runs: align");
    }

    @Test
    void summariesOfEarlierVersionsAreRead() throws IOException {
        Files.writeString(
                folder.resolve("summary.json"),
                "{\"runs\": [{\"run\": 0, \"iterations\": 3, \"seconds\": 1.5, \"targetAccuracy\": null, \"losses\":"
                        + " {}}]}");
        assertThat(new RunFolder(folder).finishedRuns())
                .containsExactly(new RunSummary(0, 3, 1.5, null, Map.of(), List.of()));
    }

    private List<RunSummary> train(String name, String method, int evaluateEvery, boolean chained) {
        SettingValues settings = SettingValues.EMPTY
                .with(SOURCE, folder.resolve("source"))
                .with(TARGET, folder.resolve("target"))
                .with(CACHE, folder.resolve("cache"))
                .with(BACKBONE, Backbones.of("lenet"))
                .with(BOTTLENECK, 0)
                .with(METHOD, Methods.named(method))
                .with(TermSettings.DISCRIMINATOR_WIDTH, 16)
                .with(RUNS, 2)
                .with(ITERATIONS, 5)
                .with(BATCH_SIZE, 4)
                .with(LEARNING_RATE, 0.01)
                .with(PRIOR_HORIZON, 2.0)
                .with(BETWEEN_RUNS, Chains.named(chained || method.equals("biwaa") ? "align" : "once"))
                .with(DEVICE, DeviceChoice.CPU)
                .with(THREADS, 1)
                .with(EVALUATION_BATCH, 5)
                .with(LOG_EVERY, 1)
                .with(EVALUATE_EVERY, evaluateEvery);
        TrainingConfiguration configuration = TrainingConfiguration.of(settings, DataFacts.unread(SampleKind.PICTURES));
        return new Training(
                        configuration,
                        configuration.data().read(),
                        new RunFolder(folder.resolve(name)),
                        TrainingListener.SILENT)
                .run(RunFolder.Existing.REFUSE);
    }
}
