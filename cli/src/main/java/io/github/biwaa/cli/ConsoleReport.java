package io.github.biwaa.cli;

import io.github.biwaa.report.ReportListener;
import java.io.PrintWriter;

/** Says how the making of a report goes, with an estimate of the time left: a line now and then, as reports take seconds to minutes. */
final class ConsoleReport implements ReportListener {
    private static final double SECONDS_BETWEEN_LINES = 3;

    private final PrintWriter messages;
    private final long start = System.nanoTime();
    private double lastLine;

    /** @param messages standard error */
    ConsoleReport(PrintWriter messages) {
        this.messages = messages;
    }

    @Override
    public void message(String text) {
        messages.println(text);
        messages.flush();
    }

    @Override
    public void progress(String task, double share) {
        double seconds = (System.nanoTime() - start) / 1e9;
        if (seconds - lastLine >= SECONDS_BETWEEN_LINES && share > 0.02 && share < 1) {
            lastLine = seconds;
            message(String.format(
                    "Report: %.0f %%, about %s left (%s)",
                    100 * share, ConsoleProgress.duration(seconds * (1 - share) / share), task));
        }
    }
}
