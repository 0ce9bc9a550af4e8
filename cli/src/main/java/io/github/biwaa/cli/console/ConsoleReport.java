package io.github.biwaa.cli.console;

import io.github.biwaa.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Says how the making of a report goes, with an estimate of the time left: a line now and then, as reports take seconds to minutes. */
public final class ConsoleReport implements Progress {
    private static final double SECONDS_BETWEEN_LINES = 3;

    private final PrintWriter messages;
    private final long start = System.nanoTime();
    private double lastLine;

    /** @param messages standard error */
    public ConsoleReport(PrintWriter messages) {
        this.messages = messages;
    }

    @Override
    public void noted(String text) {
        messages.println(text);
        messages.flush();
    }

    @Override
    public void advanced(Task task, long done, long total) {
        double share = done / (double) total;
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seconds - lastLine >= SECONDS_BETWEEN_LINES && share > 0.02 && share < 1) {
            lastLine = seconds;
            noted(String.format(
                    Locale.ROOT,
                    "Making the %s: %.0f %%, about %s left",
                    task.name(),
                    100 * share,
                    ConsoleProgress.duration(seconds * (1 - share) / share)));
        }
    }
}
