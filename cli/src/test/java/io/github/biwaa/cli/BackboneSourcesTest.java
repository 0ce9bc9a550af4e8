package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.weights.HubCache;
import io.github.biwaa.weights.HubServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Backbones that are no names: files of other frameworks, and models of the hub. */
@Tag("machine")
class BackboneSourcesTest {
    @TempDir
    private static Path home;

    private static Path source;
    private static Path target;

    @TempDir
    private Path folder;

    /** The files hold a LeNet with its logits, which serve as features. */
    @BeforeAll
    static void export() {
        source = TinyPictures.source(home.resolve("source"), 3);
        target = TinyPictures.labelledTarget(home.resolve("target"), 3);
        new TinyTraining(home, source, target).with("runs", 1).into("run").succeeds();
        for (String format : new String[] {"onnx", "torchscript"}) {
            String file = home.resolve(format.equals("onnx") ? "model.onnx" : "model.ts")
                    .toString();
            CommandRun.of("export", "--model", home.resolve("run").toString(), "--format", format, "--out", file)
                    .succeeds();
        }
    }

    @ParameterizedTest
    @CsvSource({"model.onnx, backbone", "model.ts, backbone", "model.ts, none"})
    void aFileIsTrainedOnAndItsModelPredicts(String file, String freeze) throws IOException {
        training(home.resolve(file)).with("freeze", freeze).into("out").succeeds();
        CommandRun.of("predict", "--model", folder.resolve("out").toString(), "--images", target.toString())
                .succeeds();
        String features = folder.resolve("x.npy").toString();
        CommandRun embedded = CommandRun.of(
                "embed",
                "--images",
                target.toString(),
                "--backbone",
                home.resolve(file).toString(),
                "--out",
                features);
        assertThat(embedded.succeeds().err()).contains("3 features each");
    }

    private TinyTraining training(Object backbone) {
        return new TinyTraining(folder, source, target)
                .with("backbone", backbone)
                .with("runs", 1);
    }

    /** It does not say what it is made of, so that there is no share of what the machine could do. */
    @Test
    void benchMeasuresAFile() throws IOException {
        CommandRun run = CommandRun.of(
                "bench",
                "--backbone",
                home.resolve("model.onnx").toString(),
                "--batch-size",
                "4",
                "--steps",
                "1",
                "--pictures",
                "2",
                "--threads",
                "1",
                "--json");
        JsonNode line = new JsonMapper().readTree(run.succeeds().out());
        assertThat(line.at("/performance/step/seconds/FORWARD").asDouble()).isPositive();
        assertThat(line.at("/performance/step/forwardOperations").isNull()).isTrue();
        assertThat(line.at("/performance/scoring/secondsPerPicture").asDouble()).isPositive();
    }

    @Test
    void aModelOfTheHubIsTrainedOn() throws IOException {
        Path weights = TinyWeights.dtn(folder.resolve("dtn.safetensors"));
        try (HubServer server = new HubServer()
                .with("config.json", "{\"architecture\": \"dtn\"}")
                .with("model.safetensors", Files.readAllBytes(weights))) {
            System.setProperty(HubCache.ADDRESS_PROPERTY, server.address().toString());
            CommandRun run =
                    training(HubServer.MODEL).with("freeze", "backbone").into("out");
            assertThat(run.succeeds().err()).contains("the licence of the weights is apache-2.0");
            StringWriter told = new StringWriter();
            new DoctorCommand().weights(new PrintWriter(told, true), folder.resolve("cache"));
            assertThat(told.toString())
                    .contains("dtn: " + HubServer.MODEL + "@" + HubServer.COMMIT + ", licence apache-2.0");
        } finally {
            System.clearProperty(HubCache.ADDRESS_PROPERTY);
        }
        assertThat(folder.resolve("out/config.yaml")).content().contains(HubServer.MODEL + "@" + HubServer.COMMIT);
        CommandRun.of("predict", "--model", folder.resolve("out").toString(), "--images", target.toString())
                .succeeds();
    }
}
