package io.github.biwaa.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.cli.Biwaa;
import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code biwaa predict} on many pictures: a row each, readers that leave, signals. */
@Tag("machine")
class PredictStreamTest {
    private static final int MANY = 6000;

    @TempDir
    private static Path home;

    @BeforeAll
    static void train() throws IOException {
        Path target = TinyPictures.unlabelledTarget(home.resolve("target"), 2);
        new TinyTraining(home, TinyPictures.source(home.resolve("source"), 2), target)
                .with("method", "source-only")
                .into("run")
                .succeeds();
        Files.write(home.resolve("many.txt"), Collections.nCopies(MANY, "target/p100.png"));
    }

    private static List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "predict",
                "--model",
                home.resolve("run").toString(),
                "--images",
                home.resolve("many.txt").toString(),
                "--threads",
                "1"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** A pipe whose other end reads two lines and leaves. */
    private static final class ShortPipe extends OutputStream {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private final AtomicInteger writesAfter = new AtomicInteger();

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (read.toString(StandardCharsets.UTF_8).lines().count() >= 2) {
                writesAfter.incrementAndGet();
                throw new IOException("Broken pipe");
            }
            read.write(bytes, from, length);
        }
    }

    @Test
    void aReaderThatLeavesEndsItQuietly() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ShortPipe pipe = new ShortPipe();
        ByteArrayOutputStream messages = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(pipe));
            System.setErr(new PrintStream(messages, true, StandardCharsets.UTF_8));
            assertThat(Biwaa.run(arguments().toArray(String[]::new))).isZero();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(pipe.read.toString(StandardCharsets.UTF_8)).startsWith("path,class,probability,error\n");
        assertThat(pipe.writesAfter.get()).as("rows after the reader left").isEqualTo(1);
        assertThat(messages.toString(StandardCharsets.UTF_8)).doesNotContain("rows in", "pipe", "Exception");
    }

    @Test
    void everyPictureOfALongListHasItsRow() throws IOException {
        Path file = home.resolve("rows.csv");
        CommandRun.of(arguments("--out", file.toString())).succeeds();
        assertThat(Files.readAllLines(file)).hasSize(MANY + 1);
        assertThat(Files.readAllLines(file).stream().distinct()).hasSize(2);
    }

    @Test
    void aSignalEndsItWithoutAFile() throws IOException, InterruptedException {
        Path file = home.resolve("cut.csv");
        ChildCommand child = ChildCommand.start(home, arguments("--out", file.toString(), "--batch-size", "1"));
        long end = System.nanoTime() + 60_000_000_000L;
        while (draftsOf(file).isEmpty() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        child.signal("TERM");
        assertThat(child.waitForExit(60)).as(child.err()).isEqualTo(143);
        assertThat(child.err())
                .contains("biwaa: stopped; the predictions are incomplete.")
                .doesNotContain("\tat ");
        assertThat(file).doesNotExist();
        assertThat(draftsOf(file)).isEmpty();
    }

    private static List<Path> draftsOf(Path file) throws IOException {
        try (Stream<Path> files = Files.list(file.getParent())) {
            return files.filter(draft -> AtomicFile.nameOfDraft(draft)
                            .equals(Optional.of(file.getFileName().toString())))
                    .toList();
        }
    }
}
