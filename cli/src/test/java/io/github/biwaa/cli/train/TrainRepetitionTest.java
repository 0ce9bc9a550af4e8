package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.cli.Biwaa;
import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same settings give the same bits; labels of the target and the number of loader threads are no settings. */
class TrainRepetitionTest {
    private static final int PER_CLASS = 4;

    @TempDir
    static Path folder;

    private static Map<String, String> first;

    private static TinyTraining training() {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"));
    }

    private static Map<String, String> resultsOf(String out) {
        return TinyTraining.results(folder.resolve(out));
    }

    @BeforeAll
    static void train() {
        TinyPictures.source(folder.resolve("source"), PER_CLASS);
        TinyPictures.labelledTarget(folder.resolve("target"), PER_CLASS);
        training().into("first").succeeds();
        first = resultsOf("first");
        assertThat(first).hasSize(4).doesNotContainValue(null);
        assertThat(first.values()).as("two runs differ").doesNotHaveDuplicates();
    }

    @Test
    void theSavedConfigurationRepeatsTheTraining() throws IOException {
        CommandRun.of(
                        "train",
                        "--config",
                        folder.resolve("first/config.yaml").toString(),
                        "--out",
                        folder.resolve("again").toString())
                .succeeds();
        assertThat(resultsOf("again")).isEqualTo(first);
        assertThat(folder.resolve("again/config.yaml")).hasSameTextualContentAs(folder.resolve("first/config.yaml"));
        assertThat(TinyTraining.summary(folder.resolve("again")).get(1).get("losses"))
                .isEqualTo(TinyTraining.summary(folder.resolve("first")).get(1).get("losses"));
    }

    @Test
    void unusualSettingsAreRepeatedToo() throws IOException {
        training()
                .with("method", "BIWAA".toLowerCase(java.util.Locale.ROOT))
                .with("weighting", "source")
                .with("lambda", 3.5)
                .with("bottleneck", 0)
                .with("channels", 3)
                .with("image-size", 32)
                .with("views", "ten-crop")
                .with("augmentation", "gentle")
                .with("discriminator-width", 16)
                .with("discriminator-dropout", 0.25)
                .with("prior-weight", 2)
                .with("seed", Long.MAX_VALUE / 2)
                .with("no-semantic-matching")
                .with("no-balance-source")
                .with("no-align-target")
                .with("no-blend-prior")
                .with("no-exif-orientation")
                .with("target-unlabelled")
                .into("unusual")
                .succeeds();
        CommandRun.of(
                        "train",
                        "--config",
                        folder.resolve("unusual/config.yaml").toString(),
                        "--out",
                        folder.resolve("unusual-again").toString())
                .succeeds();
        assertThat(resultsOf("unusual-again")).isEqualTo(resultsOf("unusual"));
        assertThat(Files.readString(folder.resolve("unusual-again/config.yaml")))
                .isEqualTo(Files.readString(folder.resolve("unusual/config.yaml")))
                .contains(
                        "semantic-matching: false",
                        "target-unlabelled: true",
                        "exif-orientation: false",
                        "bottleneck: 0");
    }

    @Test
    void flagsWinOverTheFile() throws IOException {
        Path yaml = folder.resolve("mine.yaml");
        Files.writeString(
                yaml,
                "source: " + folder.resolve("source") + "\ntarget: " + folder.resolve("target") + "\ncache: "
                        + folder.resolve("cache")
                        + "\nbackbone: lenet\niterations: 3\nbatch-size: 4\nmethod: dann\nlr: 1e-2\nthreads: 1\nbalance-source: false\n");
        CommandRun.of(
                        "train",
                        "--config",
                        yaml.toString(),
                        "--iterations=2",
                        "--method",
                        "mstn",
                        "--balance-source",
                        "--out",
                        folder.resolve("flags").toString())
                .succeeds();
        assertThat(Files.readAllLines(folder.resolve("flags/config.yaml")))
                .contains("iterations: 2", "method: mstn", "lr: 0.01", "batch-size: 4", "balance-source: true");
    }

    @Test
    void labelsOfTheTargetChangeNothingButTheReport() {
        Path unlabelled = TinyPictures.unlabelledTarget(folder.resolve("unlabelled"), PER_CLASS);
        training().with("target", unlabelled).into("without").succeeds();
        assertThat(resultsOf("without")).isEqualTo(first);
        assertThat(TinyTraining.summary(folder.resolve("without")))
                .allSatisfy(
                        run -> assertThat(run.get("targetAccuracy").isNull()).isTrue());
        assertThat(TinyTraining.summary(folder.resolve("first")))
                .allSatisfy(
                        run -> assertThat(run.get("targetAccuracy").isNumber()).isTrue());
    }

    @Test
    void evenWrongLabelsOfTheTargetChangeNothing() throws IOException {
        Path unlabelled = TinyPictures.unlabelledTarget(folder.resolve("listed"), PER_CLASS);
        StringBuilder list = new StringBuilder();
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < PER_CLASS; i++) {
                list.append("p%d.png %d%n".formatted(100 * (k + 1) + i, (k + 1 + i) % 3));
            }
        }
        Path file = Files.writeString(unlabelled.resolve("list.txt"), list);
        training().with("target", file).into("wrong-labels").succeeds();
        assertThat(resultsOf("wrong-labels")).isEqualTo(first);
    }

    @Test
    void loaderThreadsAndLoggingChangeNothing() {
        training()
                .with("loader-threads", 3)
                .with("log-every", 1)
                .into("three-loaders")
                .succeeds();
        assertThat(resultsOf("three-loaders")).isEqualTo(first);
    }

    @Test
    void seedsDiffer() {
        training().with("seed", 43).into("seed-43").succeeds();
        Map<String, String> other = resultsOf("seed-43");
        assertThat(other.keySet()).isEqualTo(first.keySet());
        other.forEach((file, hash) -> assertThat(hash).as(file).isNotEqualTo(first.get(file)));
    }

    @Test
    @Tag("machine")
    void anotherProcessGivesTheSameBits() throws Exception {
        List<String> arguments =
                training().with("loader-threads", 4).with("checkpoint-every", 1).arguments("child");
        ChildCommand child = ChildCommand.start(folder, arguments);
        assertThat(child.waitForExit(120)).as(child.err()).isZero();
        assertThat(resultsOf("child")).isEqualTo(first);
        assertThat(child.out()).isEmpty();
        checkProvenance(folder.resolve("child"), arguments);
    }

    private static void checkProvenance(Path run, List<String> arguments) throws IOException {
        JsonNode provenance =
                new JsonMapper().readTree(run.resolve("provenance.json").toFile());
        assertThat(provenance.get("inputs"))
                .as("the same pictures as in the first training")
                .isEqualTo(new JsonMapper()
                        .readTree(folder.resolve("first/provenance.json").toFile())
                        .get("inputs"));
        assertThat(provenance.get("inputs").get("source").asText()).matches("[0-9a-f]{64}");
        assertThat(provenance.get("inputs").get("weights").asText()).isEqualTo("none");
        assertThat(provenance.get("seeds")).extracting(JsonNode::asLong).containsExactly(42L, 142L);
        assertThat(provenance.get("sessions")).hasSize(1);
        JsonNode session = provenance.get("sessions").get(0);
        assertThat(session.get("command").asText())
                .isEqualTo(Biwaa.class.getName() + " " + String.join(" ", arguments));
        assertThat(session.get("libtorch").asText()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(session.get("java").asText()).startsWith(Runtime.version().toString());
        assertThat(session.get("loaderThreads").asInt()).isEqualTo(4);
        for (String field : List.of("started", "biwaa", "instructions", "system", "processor")) {
            assertThat(session.get(field).asText()).as(field).isNotBlank();
        }
    }

    @Test
    void theSecondRunTakesWhatTheFirstPredicted() {
        List<String> plain = List.of("no-align-target", "no-blend-prior");
        TinyTraining unchained = training();
        plain.forEach(unchained::with);
        unchained.into("unchained").succeeds();
        Map<String, String> other = resultsOf("unchained");
        assertThat(other.get("run-0/scores.npy")).isEqualTo(first.get("run-0/scores.npy"));
        assertThat(other.get("run-1/scores.npy")).isNotEqualTo(first.get("run-1/scores.npy"));
    }
}
