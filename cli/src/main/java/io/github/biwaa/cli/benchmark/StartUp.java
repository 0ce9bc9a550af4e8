package io.github.biwaa.cli.benchmark;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** How long one waits for the command to say anything. */
final class StartUp {
    private static final int TIMES = 3;

    private StartUp() {}

    /**
     * @param program whose main method is run
     * @return seconds from the start of a process like this one to the end of its {@code --help}; the shortest of three
     */
    static double seconds(Class<?> program) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName(), "--help"));
        double shortest = Double.MAX_VALUE;
        try {
            for (int i = 0; i < TIMES; i++) {
                long start = System.nanoTime();
                int code = new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                if (code != 0) {
                    throw new BiwaaException("biwaa --help ended with exit code " + code + ".");
                }
                shortest = Math.min(shortest, (System.nanoTime() - start) / 1e9);
            }
        } catch (IOException e) {
            throw new BiwaaException("a second Java cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BiwaaException("interrupted.", e);
        }
        return shortest;
    }
}
