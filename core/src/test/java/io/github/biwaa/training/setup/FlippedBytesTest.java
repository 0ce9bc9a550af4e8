package io.github.biwaa.training.setup;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.image.cache.PixelCache;
import io.github.biwaa.model.DomainBranch;
import io.github.biwaa.model.Model;
import io.github.biwaa.run.MetricsTable;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.MachineSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TinyTrainings;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** One bit of what a run, a model or a cache keeps is another: whoever reads it gets what was written, refuses it or says so. */
class FlippedBytesTest {
    private static final int FLIPS = 400;

    @TempDir
    private Path folder;

    private TrainingConfiguration configuration;
    private RunFolder run;

    /** Reads a file as the commands do: all it says, as text. */
    @FunctionalInterface
    private interface Reading {
        String read() throws IOException;
    }

    /** One run is finished, the next one has a checkpoint. */
    @BeforeEach
    void trainAndStop() throws IOException {
        TinyTrainings.draw(folder);
        configuration = TinyTrainings.frozen(folder, TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors")));
        run = new RunFolder(folder.resolve("out"));
        try {
            Adaptation.of(configuration.values())
                    .runs(2)
                    .set(MachineSettings.CHECKPOINT_EVERY, 1)
                    .out(run.path())
                    .listener(new StopInTheSecondRun())
                    .train();
        } catch (StoppedException expected) {
            assertThat(run.finishedRuns()).hasSize(1);
        }
    }

    private static final class StopInTheSecondRun implements TrainingListener {
        private boolean stop;

        @Override
        public void stepDone(int number, int iteration) {
            stop = number == 1;
        }

        @Override
        public boolean stopRequested() {
            return stop;
        }
    }

    private Map<Path, Reading> files() throws IOException {
        Map<Path, Reading> files = new TreeMap<>();
        Path model = run.model(0);
        for (String name : List.of("weights.safetensors", "model.json")) {
            files.put(model.resolve(name), () -> model(model));
        }
        for (String name : List.of("discriminator.safetensors", "discriminator.json")) {
            files.put(model.resolve(name), () -> branch(model));
        }
        files.put(run.path().resolve("run-0/scores.npy"), this::scores);
        files.put(run.path().resolve("summary.json"), () -> run.finishedRuns().toString());
        files.put(run.provenanceFile(), () -> run.provenance().toString());
        files.put(run.metrics(0), () -> text(run.readMetrics(0)));
        files.put(run.configuration(), () -> {
            run.checkConfiguration();
            return SettingsYaml.values(run.configuration()).toString();
        });
        for (Path half : filesIn(run.checkpoints(1).path())) {
            files.put(half, () -> run.checkpoints(1).newest().toString());
        }
        for (Path cached : filesIn(folder.resolve("cache"))) {
            String name = cached.getFileName().toString();
            if (name.endsWith(".pixels")) {
                files.put(cached, () -> pixels(cached));
            } else if (name.endsWith(".safetensors")) {
                files.put(cached, () -> FeatureCacheFile.read(cached)
                        .map(FlippedBytesTest::text)
                        .orElse(""));
            }
        }
        return files;
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String model(Path folder) {
        try (Model model = Model.load(folder)) {
            return model.description()
                    + model.network().namedTensors().values().stream()
                            .map(FlippedBytesTest::text)
                            .toList()
                            .toString();
        }
    }

    private static String branch(Path folder) {
        try (Model model = Model.load(folder);
                DomainBranch branch = model.domainBranch().orElseThrow()) {
            return branch.description()
                    + branch.discriminator().namedTensors().values().stream()
                            .map(FlippedBytesTest::text)
                            .toList()
                            .toString();
        }
    }

    private String scores() {
        try (PointerScope scope = new PointerScope()) {
            return text(run.readScores(0, 8, 2));
        }
    }

    /** As a training opens it: what is damaged is decoded again, which is said. */
    private String pixels(Path cached) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String domain : List.of("source", "target")) {
            List<Path> pictures;
            try (Stream<Path> files = Files.walk(folder.resolve(domain))) {
                pictures = files.filter(file -> file.toString().endsWith(".png"))
                        .sorted()
                        .toList();
            }
            try (PixelCache cache = PixelCache.open(
                    pictures,
                    configuration.preprocessing().orElseThrow(),
                    new PixelCache.Options(cached.getParent(), 1, false, domain, Progress.SILENT))) {
                byte[] picture =
                        new byte[configuration.preprocessing().orElseThrow().pictureLength()];
                for (int index = 0; index < pictures.size(); index++) {
                    cache.read(index, picture);
                    text.append(Arrays.hashCode(picture)).append(' ');
                }
            }
        }
        return text.toString();
    }

    private static String text(MetricsTable table) {
        return table.columns()
                + table.rows().stream().map(Arrays::toString).toList().toString();
    }

    private static String text(Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            // One number that differs gives another hash, for certain; all numbers in words take long.
            return tensor.scalar_type().intern()
                    + Arrays.toString(tensor.shape())
                    + Arrays.hashCode(Tensors.toFloats(tensor));
        }
    }

    @Test
    void noneIsUsedSilently() throws IOException {
        Map<Path, Reading> files = files();
        assertThat(files.keySet().stream()
                        .map(file ->
                                folder.relativize(file).toString().replaceAll("[0-9a-f]{24,}(-[0-9a-f]{32})?", "*")))
                .as("a file of each kind")
                .contains(
                        "cache/*.pixels",
                        "cache/features-*.safetensors",
                        "out/config.yaml",
                        "out/provenance.json",
                        "out/run-0/metrics.csv",
                        "out/run-0/model/model.json",
                        "out/run-0/model/weights.safetensors",
                        "out/run-0/scores.npy",
                        "out/run-1/checkpoint/step-1.json",
                        "out/run-1/checkpoint/step-1.safetensors",
                        "out/summary.json");
        SplittableRandom random = new SplittableRandom(26);
        int noticed = 0;
        // Every kind as often as any other, however large its files are.
        for (Map.Entry<Path, Reading> file : files.entrySet()) {
            String written = file.getValue().read();
            for (int flip = 0; flip < FLIPS / files.size(); flip++) {
                noticed += isNoticed(file.getKey(), file.getValue(), written, random) ? 1 : 0;
            }
        }
        assertThat(noticed).as("flips that changed what is read, or could have").isGreaterThan(FLIPS / 2);
    }

    private static boolean isNoticed(Path file, Reading reading, String written, SplittableRandom random)
            throws IOException {
        byte[] whole = Files.readAllBytes(file);
        int at = random.nextInt(whole.length);
        byte[] flipped = whole.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, flipped);
        Logger logger = (Logger) LoggerFactory.getLogger("io.github.biwaa");
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        try {
            String read = reading.read();
            String said =
                    log.list.stream().map(ILoggingEvent::getFormattedMessage).collect(Collectors.joining());
            assertThat(read.equals(written) || said.contains(file.getFileName().toString()))
                    .as("byte %d of %s; said: %s", at, file, said)
                    .isTrue();
            return !said.isEmpty();
        } catch (BiwaaException named) {
            assertThat(named).hasMessageContaining(file.getFileName().toString());
            return true;
        } finally {
            logger.detachAppender(log);
            logger.setAdditive(true);
            Files.write(file, whole);
        }
    }
}
