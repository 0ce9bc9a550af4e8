package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.cli.TinyWeights;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One clear message before any training, naming file and line and what to do. */
@Tag("machine")
class TrainBadInputTest {
    @TempDir
    Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void draw() {
        source = TinyPictures.source(folder.resolve("source"), 3);
        target = TinyPictures.unlabelledTarget(folder.resolve("target"), 2);
    }

    private TinyTraining training() {
        return new TinyTraining(folder, source, target).with("iterations", 2).with("runs", 1);
    }

    private void assertNothingWasTrained(String out) {
        assertThat(folder.resolve(out).resolve("config.yaml")).doesNotExist();
        assertThat(folder.resolve(out).resolve("run-0")).doesNotExist();
    }

    @Test
    void aSourceWithOneClass() throws IOException {
        Path single = TinyPictures.labelledTarget(folder.resolve("all"), 2);
        for (String other : new String[] {"ring", "stroke"}) {
            try (var files = Files.list(single.resolve(other))) {
                files.forEach(file -> file.toFile().delete());
            }
            Files.delete(single.resolve(other));
        }
        training().with("source", single).into("out").fails(1, single.toString(), "box", "at least two classes");
    }

    @Test
    void aClassWithoutPictures() throws IOException {
        Files.createDirectories(source.resolve("void"));
        training().into("out").fails(1, source.toString(), "no picture of class void");
    }

    @Test
    void missingPaths() {
        training().without("source").into("out").fails(2, "source: missing", "biwaa train --help");
        training().without("target").into("out").fails(2, "target: missing");
        training().with("source", folder.resolve("nowhere")).into("out").fails(1, "no folder or list", "nowhere");
    }

    @Test
    void valuesOutOfRange() {
        training().with("runs", 0).into("out").fails(2, "runs: 0, expected at least 1");
        training().with("iterations", -3).into("out").fails(2, "iterations: -3, expected at least 1");
        training().with("batch-size", 1).into("out").fails(2, "batch-size: 1, expected at least 2");
        training().with("lr", "NaN").into("out").fails(2, "NaN");
        training().with("ramp", 0).into("out").fails(2, "ramp");
        training().with("threads", 0).into("out").fails(2, "threads: 0");
        training().with("loader-threads", 0).into("out").fails(2, "loader-threads: 0");
        training().with("log-every", 0).into("out").fails(2, "log-every: 0");
        training().with("lambda", -1).into("out").fails(2, "lambda");
        training().with("discriminator-dropout", 1.5).into("out").fails(2, "1.5");
        training().with("image-size", 3).into("out").fails(2, "3");
        training().with("method", "adda").into("out").fails(2, "adda", "mstn");
        training().with("backbone", "resnet51").into("out").fails(2, "resnet51", "resnet50");
        training()
                .with("weighting", "none of them")
                .into("out")
                .fails(2, "weighting: none of them, expected none, source, target or both");
        training().with("views", "five-crop").into("out").fails(2, "five-crop", "ten-crop");
        training()
                .with("iterations", "ten")
                .into("out")
                .fails(2, "iterations: ten, expected a whole number, at least 1");
        assertNothingWasTrained("out");
    }

    @Test
    void weightsThatCannotBeDownloaded() throws Exception {
        List<String> arguments = training().without("backbone").arguments("out");
        // Nobody listens there, so that the test needs no network.
        ChildCommand child = ChildCommand.start(folder, arguments, Map.of("BIWAA_WEIGHTS_URL", "http://127.0.0.1:9"));
        assertThat(child.waitForExit(60)).as(child.err()).isEqualTo(1);
        assertThat(child.err())
                .contains("biwaa: ", "resnet50", "127.0.0.1:9", "a file, or none to train from scratch")
                .doesNotContain("\tat ", "Decoding");
        assertNothingWasTrained("out");
    }

    @Test
    void aFrozenBackboneWithoutWeights() {
        training().with("freeze", "backbone").into("out").fails(2, "freeze: backbone needs weights");
    }

    @Test
    void aStageThatTheBackboneDoesNotHave() {
        training()
                .with("freeze", "layer2")
                .into("out")
                .fails(2, "freeze: layer2", "none, backbone", "the stages of lenet: stem, layer1, hidden");
    }

    @Test
    void weightFilesThatDoNotFit() throws IOException {
        training()
                .with("weights", folder.resolve("absent.safetensors"))
                .into("out")
                .fails(1, "absent.safetensors");

        Path whole = TinyWeights.lenet(folder.resolve("lenet.safetensors"));
        byte[] bytes = Files.readAllBytes(whole);
        Path half = Files.write(folder.resolve("half.safetensors"), Arrays.copyOf(bytes, bytes.length / 2));
        CommandRun cut = training().with("weights", half).into("out").fails(1, half.toString());
        assertThat(cut.err()).as("found before pictures are decoded").doesNotContain("Decoding");

        training().with("backbone", "dtn").with("weights", whole).into("out").fails(1, whole.toString());
        assertNothingWasTrained("out");
        training().with("weights", whole).into("fits").succeeds();
    }

    /** A build with CUDA has other words for it. */
    @Test
    void aDeviceThatIsNotThereIsRefusedBeforeFoldersAreRead() {
        training()
                .with("source", folder.resolve("nowhere"))
                .with("device", "cuda:99")
                .into("out")
                .fails(2, "device: cuda:99, but");
        assertNothingWasTrained("out");
    }

    @Test
    void listsWithWrongLines() throws IOException {
        Path list = folder.resolve("source/list.txt");
        Files.writeString(list, "box/0.png 0\nring/0.png 1\nbox/1.png 12 36\n");
        training().with("source", list).into("out").fails(1, list + ", line 3: ", "does not end like a picture");

        Files.writeString(list, "box/0.png 0\n\n# comment\r\nring/0.png\n");
        training().with("source", list).into("out").fails(1, list + ", line 4: ", "no class number");

        Files.writeString(list, "box/0.png 0\nring/absent.png 1\n");
        training().with("source", list).into("out").fails(1, list.toString(), "line 2", "absent.png", "skip-broken");

        Files.writeString(list, "box/0.png 0\n../elsewhere.png 1\n");
        training().with("source", list).into("out").fails(1, "line 2", "allow-outside-root");
        assertNothingWasTrained("out");
    }

    @Test
    @Timeout(120)
    void aListOfAMillionLines() throws IOException {
        Path list = folder.resolve("source/million.txt");
        try (BufferedWriter writer = Files.newBufferedWriter(list)) {
            for (int line = 1; line < 1_000_000; line++) {
                int k = line % 3;
                writer.write(TinyPictures.CLASSES.get(k) + "/" + line % 2 + ".png " + k + "\n");
            }
            writer.write("box/0.png 12 36\n");
        }
        long start = System.nanoTime();
        training().with("source", list).into("out").fails(1, list + ", line 1000000: ", "12");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void foldersThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");
        CommandRun run = training().into("file/run");
        run.fails(1, "cannot make the folder " + file.resolve("run"), "another folder");
        assertThat(run.err()).as("found before pictures are read").doesNotContain("Source ");
        training().into("file").fails(1, "cannot make the folder " + file, "another folder");
        training().with("cache", file.resolve("cache")).into("out").fails(1, "the setting cache");
    }

    @Test
    void brokenPictures() throws IOException {
        Path broken = source.resolve("ring/1.png");
        Files.write(broken, Arrays.copyOf(Files.readAllBytes(broken), 60));
        Path noPicture = Files.writeString(target.resolve("p999.jpg"), "not a picture");
        training().into("out").fails(1, "1 of 9 pictures cannot be read", broken.toString(), "skip-broken");
        assertNothingWasTrained("out");

        CommandRun run = training().with("skip-broken").into("out").succeeds();
        assertThat(run.err())
                .contains("Skipped a picture of source: " + broken)
                .contains("Skipped a picture of target: " + noPicture);
    }

    @Test
    void nothingButBrokenPictures() throws IOException {
        for (int i = 0; i < 3; i++) {
            Files.writeString(source.resolve("ring").resolve(i + ".png"), "not a picture");
        }
        training().with("skip-broken").into("out").fails(1, "all pictures of class ring", "broken");
        assertNothingWasTrained("out");
    }

    @Test
    void aPictureThatWasDeletedSinceItWasCached() throws IOException {
        Path list =
                Files.writeString(source.resolve("list.txt"), "box/0.png 0\nring/0.png 1\nbox/1.png 0\nring/1.png 1\n");
        TinyTraining listed = training().with("source", list);
        listed.into("cached").succeeds();
        Files.delete(source.resolve("box/1.png"));
        listed.into("out").fails(1, list.toString(), "line 3", "1.png", "skip-broken");
        assertNothingWasTrained("out");
        listed.with("skip-broken").into("out").succeeds();
        assertThat(TinyTraining.summary(folder.resolve("out"))).hasSize(1);
    }

    @Test
    void configurationsThatAreNone() throws IOException {
        Path yaml = folder.resolve("mine.yaml");
        Files.writeString(yaml, "itertions: 5\n");
        train(yaml).fails(2, yaml.toString(), "unknown setting itertions. Did you mean iterations?");
        Files.writeString(yaml, "learning_rate: 0.1\n");
        train(yaml).fails(2, "unknown setting learning_rate. Did you mean lr?");
        Files.writeString(yaml, "resume: true\n");
        train(yaml).fails(2, "unknown setting resume");
        Files.writeString(yaml, "iterations: [1, 2]\n");
        train(yaml).fails(2, yaml.toString(), "iterations needs a single value");
        Files.writeString(yaml, "iterations: 1.5\n");
        train(yaml).fails(2, yaml.toString(), "iterations: 1.5, expected a whole number, at least 1");
        Files.writeString(yaml, "iterations: 1\niterations: 2\n");
        train(yaml).fails(2, yaml.toString(), "iterations");
        Files.writeString(yaml, "just words\n");
        train(yaml).fails(2, yaml.toString(), "key: value");
        Files.writeString(yaml, "a: [\n");
        train(yaml).fails(2, yaml.toString(), "not valid YAML");
        train(folder.resolve("absent.yaml")).fails(1, "absent.yaml");
    }

    private static CommandRun train(Path yaml) {
        return CommandRun.of("train", "--config", yaml.toString());
    }

    @Test
    void flagsThatAreNone() {
        training().with("itertions", 5).into("out").fails(2, "--itertions", "--iterations", "biwaa train --help");
        CommandRun repeated = CommandRun.of("train", "--iterations", "5", "--batch-size=4", "--batch-size", "8");
        repeated.fails(2, "--batch-size is given twice");
        CommandRun.of("trian").fails(2, "trian", "biwaa train");
    }

    @Test
    void moreMemoryThanThereIs() {
        training().with("bottleneck", Integer.MAX_VALUE).into("out").fails(1, "too little memory", "batch-size");
        training().with("batch-size", Integer.MAX_VALUE).into("out2").fails(1, "too little memory", "batch-size");
    }

    @Test
    void stackTracesAreForDebugging() {
        CommandRun run = training()
                .with("target", folder.resolve("nowhere"))
                .with("debug")
                .into("out");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("\tat io.github.biwaa.").contains("biwaa: there is no folder or list");
    }
}
