package io.github.biwaa.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Json;
import io.github.biwaa.samples.CapturedLog;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a finished run has left may change on the disk: nothing of it is used silently. */
class RunFolderChecksumTest {
    private static final float[] SCORES = {0.25f, 0.75f, 1, 0, 0.5f, 0.5f};

    @TempDir
    private Path path;

    private RunFolder folder;
    private Path scores;
    private Path summary;

    @BeforeEach
    void finishARun() {
        folder = new RunFolder(path);
        scores = path.resolve("run-0/scores.npy");
        summary = path.resolve("summary.json");
        finish(0);
    }

    private void finish(int run) {
        try (PointerScope scope = new PointerScope()) {
            folder.writeScores(run, Tensors.of(SCORES, 3, 2));
        }
        folder.finish(new RunSummary(run, 7, 1.25, 0.5, Map.of("totalLoss", 1e-7), List.of()));
    }

    private float[] readScores() {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toFloats(folder.readScores(0, 3, 2));
        }
    }

    private static void change(Path file, byte[] whole, SplittableRandom random) throws IOException {
        byte[] changed = whole.clone();
        changed[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, changed);
    }

    @Test
    void everyChangedByteOfScoresIsNamed() throws IOException {
        assertThat(readScores()).containsExactly(SCORES);
        byte[] whole = Files.readAllBytes(scores);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100; i++) {
            change(scores, whole, random);
            assertThatThrownBy(this::readScores)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining(scores.toString())
                    .hasMessageContaining("damaged");
        }
    }

    @Test
    void whatTheNextRunSeesIsKeptBesideWhatTheModelSays() {
        float[] others = {0.25f, 0.75f, 0.5f, 0.5f, 1, 0};
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.toFloats(folder.readChainScores(0, 3, 2))).containsExactly(SCORES);
            finish(1);
            assertThat(folder.holdsChainScores(1)).isFalse();
            folder.writeChainScores(1, Tensors.of(others, 3, 2));
            assertThat(folder.holdsChainScores(1)).isTrue();
            assertThat(Tensors.toFloats(folder.readChainScores(1, 3, 2))).containsExactly(others);
            assertThat(Tensors.toFloats(folder.readScores(1, 3, 2))).containsExactly(SCORES);
        }
    }

    @Test
    void everyChangedByteOfTheSummaryIsRefusedOrSaid() throws IOException {
        List<RunSummary> expected = folder.finishedRuns();
        byte[] whole = Files.readAllBytes(summary);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 100; i++) {
            change(summary, whole, random);
            try (CapturedLog log = new CapturedLog(Json.class)) {
                List<RunSummary> read = folder.finishedRuns();
                assertThat(read.equals(expected)
                                || log.messages(Level.WARN).toString().contains(summary + " is not what was written"))
                        .as(Files.readString(summary))
                        .isTrue();
            } catch (BiwaaException e) {
                assertThat(e).hasMessageContaining(summary.toString());
            }
        }
    }

    /** Otherwise finishing the next run would take the damage for what was written. */
    @Test
    void finishingAnotherRunForgivesNoDamage() throws IOException {
        change(scores, Files.readAllBytes(scores), new SplittableRandom(3));
        finish(1);
        assertThat(folder.finishedRuns()).hasSize(2);
        assertThatThrownBy(this::readScores).hasMessageContaining("damaged");
    }

    @Test
    void foldersOfEarlierVersionsAreRead() throws IOException {
        Files.writeString(
                summary,
                "{\"runs\": [{\"run\": 0, \"iterations\": 7, \"seconds\": 1.0, \"targetAccuracy\": null, \"losses\": {}}]}");
        assertThat(folder.finishedRuns()).hasSize(1);
        assertThat(readScores()).containsExactly(SCORES);
        finish(1);
        assertThat(folder.finishedRuns()).hasSize(2);
    }
}
