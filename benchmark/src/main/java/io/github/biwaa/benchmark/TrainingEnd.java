package io.github.biwaa.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How the process of a training ended.
 *
 * @param exitCode of {@code biwaa train}
 * @param log its messages
 */
public record TrainingEnd(int exitCode, Path log) {
    /** How processes end on Ctrl-C and SIGTERM. */
    private static final Set<Integer> STOPPED = Set.of(129, 130, 143);

    private static final int KILLED = 137;
    private static final int LONGEST_REASON = 300;

    /** @return whether the training is finished */
    public boolean isWhole() {
        return exitCode == 0;
    }

    /** @return whether it was asked to stop, and can be resumed */
    public boolean isStopped() {
        return STOPPED.contains(exitCode);
    }

    /** @return why it failed: the last message in its log, or how the process ended */
    public String reason() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (lines.get(i).startsWith("biwaa: ")) {
                    String reason = lines.get(i).substring("biwaa: ".length());
                    return reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
                }
            }
        } catch (IOException e) {
            // The exit code has to do.
        }
        return exitCode == KILLED
                ? "killed, perhaps for lack of memory; see " + log
                : "ended with code " + exitCode + "; see " + log;
    }
}
