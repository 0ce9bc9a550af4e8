package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.cli.Biwaa;
import io.github.biwaa.cli.ChildCommand;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A machine that runs out of something in the middle: a message, nothing half-written, what was there as it was, and once there is room again the
 * training ends as if nothing had happened.
 */
@Tag("machine")
class TrainResourcesTest {
    private static final int LONG_ENOUGH = 180;
    private static final int RUNS = 2;
    /** With so many to spare, a training succeeds. */
    private static final int ENOUGH_HANDLES = 14;

    @TempDir
    static Path folder;

    @BeforeAll
    static void trainWithoutTrouble() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "needs ulimit, unshare and setpriv: skipped");
        TinyPictures.source(folder.resolve("source"), 4);
        TinyPictures.labelledTarget(folder.resolve("target"), 4);
        CommandRun.of(training().arguments("whole")).succeeds();
    }

    private static TinyTraining training() {
        return new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("runs", RUNS)
                .with("iterations", 12)
                .with("log-every", 1)
                .with("checkpoint-every", 4);
    }

    private static String quoted(Object text) {
        return "'" + text + "'";
    }

    private static String command(List<String> arguments) {
        List<String> words = new ArrayList<>();
        ChildCommand.javaCommand().forEach(word -> words.add(quoted(word)));
        arguments.forEach(word -> words.add(quoted(word)));
        return String.join(" ", words);
    }

    private static int shell(Path output, String... script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", String.join("\n", script))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(LONG_ENOUGH, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("still running after " + LONG_ENOUGH + " s:\n" + Files.readString(output));
        }
        return process.exitValue();
    }

    private static boolean can(String... script) {
        try {
            return shell(folder.resolve("can.txt"), script) == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static void assertNothingHalfWritten(Path out) throws IOException {
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".draft"));
        }
    }

    private static void assertEndsAsIfNothingHadHappened(Path out) {
        CommandRun.of("train", "--resume", "--out", out.toString()).succeeds();
        assertThat(TinyTraining.results(out))
                .hasSize(2 * RUNS)
                .isEqualTo(TinyTraining.results(folder.resolve("whole")));
        for (int run = 0; run < RUNS; run++) {
            assertThat(TinyTraining.metrics(out, run)).isEqualTo(TinyTraining.metrics(folder.resolve("whole"), run));
        }
    }

    /** A file that may not grow any further is to Java what a full disk is: an IOException in the middle of writing. */
    @Test
    void aFileThatCannotGrow() throws Exception {
        Path out = folder.resolve("limited");
        training().with("runs", 1).into("limited").succeeds();
        var before = TinyTraining.results(out);
        Path output = folder.resolve("limited.txt");
        int exit = shell(
                output,
                "ulimit -f 200 || exit 9",
                command(List.of("train", "--resume", "--out", out.toString(), "--runs", Integer.toString(RUNS))));
        String said = Files.readString(output);
        assertThat(exit).as(said).isEqualTo(1);
        assertThat(said)
                .contains("biwaa: cannot write " + out.resolve("run-1/checkpoint/step-4.safetensors") + ": ")
                .containsIgnoringCase("file too large")
                .doesNotContain("\tat ");
        assertNothingHalfWritten(out);
        assertThat(TinyTraining.results(out)).as("the finished run").isEqualTo(before);
        assertEndsAsIfNothingHadHappened(out);
    }

    /** A disk of a few megabytes, in a name space of its own. */
    @Test
    void aFullDisk() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        String mount = "mount -t tmpfs -o size=%dk tmpfs " + quoted(disk);
        assumeTrue(
                can("unshare -rm sh -c \"" + String.format(mount, 64) + "\""), "no small disk can be mounted: skipped");
        training().with("runs", 1).into("roomy").succeeds();
        long kilobytes = 0;
        try (Stream<Path> files = Files.walk(folder.resolve("roomy"))) {
            kilobytes = files.mapToLong(file -> file.toFile().length() / 1024).sum();
        }
        Path output = folder.resolve("disk.txt");
        Path saved = folder.resolve("saved");
        Path script = Files.writeString(
                folder.resolve("on-a-small-disk.sh"),
                String.join(
                        "\n",
                        // Room for the finished run, and for less than one checkpoint more.
                        String.format(mount, kilobytes + kilobytes / 2) + " || exit 9",
                        "cp -r " + quoted(folder.resolve("roomy")) + " " + quoted(disk.resolve("out")) + " || exit 9",
                        command(List.of(
                                "train",
                                "--resume",
                                "--out",
                                disk.resolve("out").toString(),
                                "--runs",
                                Integer.toString(RUNS))),
                        "code=$?",
                        "cp -r " + quoted(disk.resolve("out")) + " " + quoted(saved),
                        "exit $code"));
        int exit = shell(output, "exec unshare -rm sh " + quoted(script));
        String said = Files.readString(output);
        assertThat(exit).as(said).isEqualTo(1);
        assertThat(said)
                .contains("biwaa: cannot write " + disk.resolve("out/run-1/"))
                .contains("No space left on device")
                .doesNotContain("\tat ");
        assertNothingHalfWritten(saved);
        assertThat(TinyTraining.results(saved)).isEqualTo(TinyTraining.results(folder.resolve("roomy")));
        assertEndsAsIfNothingHadHappened(saved);
    }

    /** As an administrator ignores permissions, the process gives up that right. */
    @Test
    void aFolderThatBecomesReadOnly() throws Exception {
        String unprivileged = Files.isWritable(Path.of("/proc/1/comm"))
                ? "setpriv --bounding-set -dac_override,-dac_read_search "
                : "";
        assumeTrue(can(unprivileged + "true"), "setpriv is not there: skipped");
        Path out = folder.resolve("protected");
        Path output = folder.resolve("protected.txt");
        TinyTraining patient =
                training().with("iterations", 3000).with("runs", 1).with("checkpoint-every", 50);
        int exit = shell(
                output,
                unprivileged + command(patient.arguments("protected")) + " &",
                "until ls " + quoted(out.resolve("run-0/checkpoint"))
                        + "/*.json 2>&1; do sleep 0.05; done > waiting.txt",
                "chmod 555 " + quoted(out.resolve("run-0/checkpoint")),
                "wait $!");
        String said = Files.readString(output);
        assertThat(exit).as(said).isEqualTo(1);
        assertThat(said)
                .contains("biwaa: cannot write " + out.resolve("run-0/checkpoint/step-"))
                .contains("permission denied; is the folder read-only?")
                .doesNotContain("\tat ");
        assertNothingHalfWritten(out);
        assertThat(shell(output, "chmod 755 " + quoted(out.resolve("run-0/checkpoint"))))
                .isZero();
        ChildCommand resumed = ChildCommand.start(folder, List.of("train", "--resume", "--out", out.toString()));
        resumed.waitForMessage("Going on with run 0 after ", LONG_ENOUGH);
        resumed.kill();
    }

    /** The process: keeps all but a few of its file handles busy, and trains again and again. */
    static final class FewHandles {
        private FewHandles() {}

        @SuppressWarnings("try") // held, not used
        public static void main(String[] arguments) throws IOException {
            Path home = Path.of(arguments[0]);
            Path example = home.resolve("target");
            int step = Integer.parseInt(arguments[1]);
            if (Biwaa.run(arguments(home, "warm-" + step)) != 0) {
                System.exit(9);
            }
            for (int free = 0; free < ENOUGH_HANDLES; free += step) {
                List<InputStream> held = new ArrayList<>();
                try {
                    while (true) {
                        held.add(Files.newInputStream(Path.of("/dev/null")));
                    }
                } catch (IOException full) {
                    for (int i = 0; i < free; i++) {
                        held.remove(0).close();
                    }
                }
                int code = Biwaa.run(arguments(home, out(free, step)));
                for (InputStream stream : held) {
                    stream.close();
                }
                System.out.println("free " + free + " code " + code + (Files.exists(example) ? "" : " lost"));
            }
        }

        static String out(int free, int step) {
            return "free-" + free + "-of-every-" + step;
        }

        private static String[] arguments(Path home, String out) {
            return new TinyTraining(home, home.resolve("source"), home.resolve("target"))
                    .with("runs", RUNS)
                    .with("iterations", 12)
                    .with("log-every", 1)
                    .with("checkpoint-every", 4)
                    .with("skip-broken")
                    // Each training decodes its pictures.
                    .with("cache", home.resolve("cache-" + out))
                    .arguments(out)
                    .toArray(String[]::new);
        }
    }

    @Test
    void noFileHandlesLeft() throws Exception {
        fewFileHandlesLeft(3);
    }

    @Tag("slow")
    @Test
    void anyNumberOfFileHandlesLeft() throws Exception {
        fewFileHandlesLeft(1);
    }

    /** @param step from one number of handles to the next */
    private static void fewFileHandlesLeft(int step) throws Exception {
        Path output = folder.resolve("handles.txt");
        List<String> java = new ArrayList<>(ChildCommand.javaCommand());
        java.set(java.size() - 1, FewHandles.class.getName());
        java.addAll(List.of(folder.toString(), Integer.toString(step)));
        StringBuilder words = new StringBuilder();
        java.forEach(word -> words.append(quoted(word)).append(' '));
        assertThat(shell(output, "ulimit -n 10000 || ulimit -n 256 || exit 9", words.toString()))
                .as(Files.readString(output))
                .isZero();
        String said = Files.readString(output);
        assertThat(said)
                .doesNotContain("\tat ")
                .doesNotContain("unexpected failure")
                .doesNotContain("Skipped");
        int refused = 0;
        int succeeded = 0;
        for (int free = 0; free < ENOUGH_HANDLES; free += step) {
            Path out = folder.resolve(FewHandles.out(free, step));
            boolean done = said.contains("free " + free + " code 0\n");
            assertThat(done || said.contains("free " + free + " code 1\n"))
                    .as(said)
                    .isTrue();
            if (Files.exists(out)) {
                assertNothingHalfWritten(out);
            }
            if (done) {
                succeeded++;
                assertThat(TinyTraining.results(out)).isEqualTo(TinyTraining.results(folder.resolve("whole")));
            } else {
                refused++;
                if (Files.exists(out.resolve("config.yaml"))) {
                    assertEndsAsIfNothingHadHappened(out);
                }
            }
        }
        assertThat(refused).as(said).isPositive();
        assertThat(succeeded).as(said).isPositive();
        assertThat(said.lines().filter(line -> line.startsWith("biwaa: "))).hasSizeGreaterThanOrEqualTo(refused);
        assertThat(said).containsIgnoringCase("too many open files");
    }
}
