package io.github.biwaa.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import sun.misc.Signal;

/** The command in a process of its own, started as the launcher does. */
public final class ChildCommand {

    private final Process process;
    private final Path out;
    private final Path err;

    private ChildCommand(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param folder where it works and its output is kept */
    public static ChildCommand start(Path folder, List<String> arguments) throws IOException {
        return start(folder, arguments, Map.of());
    }

    /**
     * @param folder where it works and its output is kept
     * @param environment variables to set
     */
    public static ChildCommand start(Path folder, List<String> arguments, Map<String, String> environment)
            throws IOException {
        return start(folder, Biwaa.class, arguments, environment);
    }

    /**
     * @param folder where it works and its output is kept
     * @param program started in place of the command
     */
    public static ChildCommand start(Path folder, Class<?> program, List<String> arguments) throws IOException {
        return start(folder, program, arguments, Map.of());
    }

    private static ChildCommand start(
            Path folder, Class<?> program, List<String> arguments, Map<String, String> environment) throws IOException {
        Path out = Files.createTempFile(folder, "child", ".out");
        Path err = Files.createTempFile(folder, "child", ".err");
        List<String> command = new ArrayList<>(javaCommand(program));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new ChildCommand(process, out, err);
    }

    /** @return how Java is started, up to the name of the class; arguments may follow */
    public static List<String> javaCommand() {
        return javaCommand(Biwaa.class);
    }

    private static List<String> javaCommand(Class<?> program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A short life is not worth the optimizing compiler.
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx512m", "-XX:+UseSerialGC"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-Djava.awt.headless=true", "-Dbiwaa.terminal=false", "-cp", classPath()));
        command.add(program.getName());
        return command;
    }

    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** Waits until standard error holds a text. */
    public void waitForMessage(String text, int seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!err().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("no \"" + text + "\" in:\n" + err());
            }
            Thread.sleep(20);
        }
    }

    /** Sends a signal as kill does. */
    public void signal(String name) throws IOException, InterruptedException {
        int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        if (code != 0) {
            throw new AssertionError("kill -" + name + " failed");
        }
    }

    /**
     * Whether this process ignores a signal, and so what it starts: SIGINT, if a shell without job control runs it in the background; SIGHUP, if nohup
     * does.
     */
    public static boolean ignores(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
        return (ignored >> (new Signal(signal).getNumber() - 1) & 1) == 1;
    }

    /** Ends it at once, as SIGKILL does. */
    public void kill() {
        process.destroyForcibly();
    }

    public long pid() {
        return process.pid();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** @return the exit code; a process that takes longer is ended and the test fails */
    public int waitForExit(int seconds) throws InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running after " + seconds + " s:\n" + err());
        }
        return process.exitValue();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
