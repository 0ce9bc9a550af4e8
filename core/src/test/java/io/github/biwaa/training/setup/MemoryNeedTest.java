package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.TrainingSettings.BATCH_SIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.ChildJava;
import io.github.biwaa.LauncherEnvironment;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.training.TinyTrainings;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The estimate of a training's memory, and what trainings were measured to take. */
@Tag("machine")
class MemoryNeedTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        Engine.load();
    }

    private static MemoryNeed need(String name, int size) {
        try (Backbone backbone = Backbones.of(name).create(3, size)) {
            return MemoryNeed.of(backbone, 3, size, 0, 1);
        }
    }

    /** Measured: 6.9 GB at the peak. */
    @Test
    void resnet50OnTwiceThirtySixPictures() {
        assertThat(need("resnet50", 224).of(36) / 1e9).isCloseTo(6.9, within(0.7));
    }

    /** Measured: 1.6, 2.4 and 1.7 GB at the peak. Views of a tensor take no memory of their own. */
    @ParameterizedTest
    @CsvSource({"vit_small_patch16_224, 1.6", "convnext_tiny, 2.4", "mobilenet_v2, 1.7"})
    void newerBackbonesOnTwiceEightPictures(String name, double measured) {
        assertThat(need(name, 224).of(8) / 1e9 / measured).isBetween(0.8, 1.25);
    }

    @Test
    void growsWithTheAreaOfThePicture() {
        MemoryNeed small = need("resnet18", 112);
        MemoryNeed large = need("resnet18", 224);
        assertThat((double) large.perPicture() / small.perPicture()).isCloseTo(4, within(0.1));
        assertThat(large.fixed()).isEqualTo(small.fixed());
    }

    /** AdamW keeps one number more than SGD, a moving average yet another. */
    @Test
    void whatIsKeptBesideTheWeightsCounts() {
        try (Backbone backbone = Backbones.of("resnet18").create(3, 32)) {
            MemoryNeed momentum = MemoryNeed.of(backbone, 3, 32, 0, 1);
            MemoryNeed all = MemoryNeed.of(backbone, 3, 32, 0, 3);
            assertThat(all.fixed() - momentum.fixed()).isEqualTo(2 * 4 * backbone.parameterCount());
        }
    }

    /** conv1 of ResNet-18: 64 maps of 112 x 112, as large again after batch norm; what is frozen keeps nothing. */
    @Test
    void frozenStagesNeedNothing() {
        try (Backbone backbone = Backbones.of("resnet18").create(3, 224)) {
            MemoryNeed whole = MemoryNeed.of(backbone, 3, 224, 0, 1);
            backbone.freezeThrough("layer3");
            MemoryNeed part = MemoryNeed.of(backbone, 3, 224, 0, 1);
            assertThat(part.perPicture()).isLessThan(whole.perPicture() / 8).isPositive();
            assertThat(part.fixed()).isLessThan(whole.fixed());
            backbone.freeze();
            MemoryNeed tables = MemoryNeed.of(backbone, 3, 224, 1000, 1);
            assertThat(tables.perPicture()).isZero();
            assertThat(tables.fixed()).isEqualTo(MemoryNeed.PROCESS + 4 * backbone.parameterCount() + 1000);
        }
    }

    @Test
    void theBatchThatFits() {
        MemoryNeed need = new MemoryNeed(1000, 10);
        assertThat(need.largestBatch(1000 + 36 * 10)).isEqualTo(36);
        assertThat(need.largestBatch(1000 + 37 * 10 - 1)).isEqualTo(36);
        assertThat(need.largestBatch(999)).isZero();
        assertThat(need.of(Integer.MAX_VALUE)).isGreaterThan(Integer.MAX_VALUE);
    }

    /** The process: two steps; prints the peak of its resident size in kB. */
    static final class Trained {
        private Trained() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            TrainingConfiguration plain =
                    TinyTrainings.photos(folder, arguments[1], 224, WeightsChoice.NONE, Freeze.NONE, "biwaa", 3);
            TinyTrainings.training(
                            plain.with(BATCH_SIZE, Integer.parseInt(arguments[2])),
                            new RunFolder(folder.resolve("run")),
                            new TrainingListener() {})
                    .run(RunFolder.Existing.REFUSE);
            Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .forEach(line -> System.out.println("peak " + line.replaceAll("[^0-9]", "")));
        }
    }

    /** Prints the rows of the table in docs/reliability.md. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "resnet18, 16",
        "resnet50, 8",
        "resnet50, 24",
        "resnet50, 36",
        "resnet152, 8",
        "vgg16_bn, 8",
        "alexnet, 36",
        "squeezenet1_1, 36",
        "mobilenet_v2, 8",
        "vit_small_patch16_224, 8",
        "vit_base_patch16_224, 8",
        "convnext_tiny, 8"
    })
    void isWhatTrainingsTake(String backbone, int batch) throws IOException, InterruptedException {
        assumeTrue(Files.isReadable(STATUS), "the system does not tell the resident size: skipped");
        TinyTrainings.draw(folder);
        Path output = folder.resolve("output");
        ProcessBuilder command = ChildJava.command(List.of("-Xmx512m"), Trained.class, folder, backbone, batch)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        command.environment().putAll(LauncherEnvironment.variables());
        Process process = command.start();
        if (!process.waitFor(20, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        double measured = Files.readAllLines(output).stream()
                .filter(line -> line.startsWith("peak "))
                .mapToDouble(line -> 1024 * Double.parseDouble(line.substring(5)))
                .findFirst()
                .orElseThrow();
        double estimated = need(backbone, 224).of(batch);
        System.out.printf(
                "| %s | %d+%d | %.1f GB | %.1f GB |%n", backbone, batch, batch, estimated / 1e9, measured / 1e9);
        assertThat(estimated / measured).isBetween(0.75, 1.3);
    }
}
