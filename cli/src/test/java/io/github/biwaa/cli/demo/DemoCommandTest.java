package io.github.biwaa.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.demo.DemoFolder;
import io.github.biwaa.demo.DemoLabels;
import io.github.biwaa.run.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo in a few steps: what it leaves and says, not how well it learns; for that see {@link DemoAccuracyTest}. */
class DemoCommandTest {

    @TempDir
    static Path folder;

    private static Path demo;
    private static CommandRun first;

    @BeforeAll
    static void run() {
        demo = folder.resolve("demo");
        first = CommandRun.of("demo", "--iterations", "3", "--threads", "2", "--out", demo.toString());
        assertThat(first.exitCode()).as(first.err()).isZero();
    }

    @Test
    void theTableIsAllThatStandardOutputHolds() {
        List<String> lines = first.out().lines().toList();
        assertThat(lines).hasSize(4);
        assertThat(lines.get(0)).startsWith("method").contains("accuracy on the target", "time");
        assertThat(lines.get(1)).matches("source-only +\\d+\\.\\d % +\\d+ s +");
        assertThat(lines.get(2)).matches("dann +\\d+\\.\\d % +\\d+ s +");
        assertThat(lines.get(3)).matches("biwaa +(\\d+\\.\\d %) +\\d+ s +\\d+\\.\\d %, \\d+\\.\\d %, \\1");
    }

    @Test
    void itSaysWhereEverythingLies() {
        assertThat(first.err())
                .contains(demo.resolve("contact-sheet.png").toString())
                .contains("dann (method 2 of 3)");
        for (String method : DemoRecipe.METHODS) {
            assertThat(first.err()).contains("Run folder:    " + demo.resolve(method));
        }
    }

    @Test
    void theRunFoldersHoldTheRunsAndNoAccuracy() {
        assertThat(new RunFolder(demo.resolve("source-only")).finishedRuns()).hasSize(1);
        assertThat(new RunFolder(demo.resolve("dann")).finishedRuns()).hasSize(1);
        assertThat(new RunFolder(demo.resolve("biwaa")).finishedRuns())
                .hasSize(3)
                .allSatisfy(run -> assertThat(run.targetAccuracy()).isNull());
    }

    /** Neither the pictures' folder nor any configuration leads a training to the labels. */
    @Test
    void trainingCannotSeeTheTargetsLabels() throws IOException {
        DemoFolder pictures = new DemoFolder(demo.resolve("pictures"));
        assertThat(DemoLabels.read(pictures.targetLabels()).byPath()).hasSize(920);
        assertThat(pictures.targetLabels().startsWith(pictures.target())).isFalse();
        try (Stream<Path> target = Files.walk(pictures.target())) {
            assertThat(target.filter(Files::isRegularFile)).hasSize(920).allSatisfy(file -> assertThat(
                            file.getFileName().toString())
                    .matches("\\d{4}\\.png"));
        }
        for (String method : DemoRecipe.METHODS) {
            assertThat(Files.readString(new RunFolder(demo.resolve(method)).configuration()))
                    .contains("target-unlabelled: true")
                    .doesNotContain("labels.csv");
        }
    }

    @Test
    void theContactSheetShowsBothDomains() throws IOException {
        BufferedImage sheet = ImageIO.read(demo.resolve("contact-sheet.png").toFile());
        assertThat(sheet.getWidth()).isGreaterThan(10 * 80);
        assertThat(sheet.getHeight()).isGreaterThan(6 * 80);
        // The source's paper is nearly white, the target's grounds are not.
        assertThat(meanBrightness(sheet, 0, sheet.getHeight() / 2))
                .isGreaterThan(meanBrightness(sheet, sheet.getHeight() / 2, sheet.getHeight()) + 20);
    }

    private static double meanBrightness(BufferedImage image, int top, int bottom) {
        double sum = 0;
        for (int y = top; y < bottom; y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int rgb = image.getRGB(x, y);
                sum += (rgb >> 16 & 0xFF) + (rgb >> 8 & 0xFF) + (rgb & 0xFF);
            }
        }
        return sum / 3 / image.getWidth() / (bottom - top);
    }

    @Test
    void aSecondDemoIsRefusedUnlessItMayReplaceTheFirst() throws IOException {
        Path again = copyTo(folder.resolve("again"));
        CommandRun refused = CommandRun.of("demo", "--iterations", "1", "--out", again.toString(), "--json");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("already holds a demo", "--overwrite", "--out");
        assertThat(refused.out()).isEmpty();

        CommandRun replaced = CommandRun.of(
                "demo", "--iterations", "1", "--out", again.toString(), "--json", "--overwrite", "--seed", "7");
        assertThat(replaced.exitCode()).as(replaced.err()).isZero();
        assertThat(replaced.out().lines()).hasSize(3).allSatisfy(line -> assertThat(line)
                .startsWith("{\"method\":\"")
                .contains("\"targetAccuracy\":0."));
    }

    private static Path copyTo(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(demo)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = place.resolve(demo.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        return place;
    }

    @Test
    void filesThatNoDemoMadeAreNeverDeleted() throws IOException {
        Path foreign = Files.createDirectories(folder.resolve("foreign").resolve("dann"));
        Files.writeString(foreign.resolve("mine.txt"), "mine");
        CommandRun refused = CommandRun.of(
                "demo", "--iterations", "1", "--out", foreign.getParent().toString(), "--overwrite");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("was not made by a demo", "--out");
        assertThat(foreign.resolve("mine.txt")).hasContent("mine");
    }

    @Test
    void wrongNumbersAreRefusedBeforeAnythingIsDrawn() {
        Path never = folder.resolve("never");
        CommandRun refused = CommandRun.of("demo", "--iterations", "0", "--out", never.toString());
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.err()).contains("iterations: 0, expected at least 1");
        assertThat(never).doesNotExist();
    }
}
