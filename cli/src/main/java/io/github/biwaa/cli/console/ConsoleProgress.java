package io.github.biwaa.cli.console;

import io.github.biwaa.ProgressEstimate;
import io.github.biwaa.ProgressEstimate.Standing;
import io.github.biwaa.model.Json;
import io.github.biwaa.run.PlanReport;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.run.TaskReport;
import io.github.biwaa.training.TrainingListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a command goes: one bar on a terminal, otherwise a line for every tenth of the whole, both on standard error; and lines of JSON on standard
 * output where that is wished.
 */
public final class ConsoleProgress implements TrainingListener, AutoCloseable {
    private static final int LINES = 10;
    /** Shares are sums: a tenth may lack a last digit. */
    private static final double ROUNDING = 1e-9;

    /** A command that takes longer says so before its first tenth is done. */
    private static final double LONG_SECONDS = 60;

    private static final long NANOS_BETWEEN_LOOKS = 100_000_000L;
    private static final long NANOS_BETWEEN_REPORTS = 1_000_000_000L;

    private final PrintWriter messages;
    private final @Nullable PrintWriter json;
    private final ProgressEstimate estimate;
    private final LongSupplier nanoTime;
    private final @Nullable ConsoleBar bar;
    private volatile boolean stopRequested;
    private boolean allLosses;
    private String numbers = "";
    private String task = "";
    private int iterations;
    private boolean planned;
    private int lines;
    private long lastLook;
    private long lastReport;

    /**
     * @param messages standard error
     * @param json standard output, or null if no JSON is wished
     */
    public ConsoleProgress(PrintWriter messages, @Nullable PrintWriter json) {
        this(messages, json, System::nanoTime, ConsoleBar.isPossible());
    }

    /** @param messages standard error */
    public ConsoleProgress(PrintWriter messages) {
        this(messages, null);
    }

    /**
     * @param nanoTime a clock that counts nanoseconds
     * @param terminal whether a bar can be drawn
     */
    ConsoleProgress(PrintWriter messages, @Nullable PrintWriter json, LongSupplier nanoTime, boolean terminal) {
        this.messages = messages;
        this.json = json;
        this.nanoTime = nanoTime;
        this.estimate = new ProgressEstimate(nanoTime);
        this.bar = terminal ? new ConsoleBar(estimate::share, estimate::secondsLeft) : null;
        this.lastLook = nanoTime.getAsLong() - NANOS_BETWEEN_LOOKS;
        this.lastReport = nanoTime.getAsLong() - NANOS_BETWEEN_REPORTS;
    }

    /** Shows the losses of all terms, beside their sum. */
    public ConsoleProgress withAllLosses() {
        allLosses = true;
        return this;
    }

    /** Asks the training to stop after the step it is in; may be called from another thread. */
    public void requestStop() {
        stopRequested = true;
        say("");
        say("Stopping after the current step (again: stop immediately) ...");
    }

    @Override
    public boolean stopRequested() {
        return stopRequested;
    }

    @Override
    public void noted(String message) {
        say(message);
    }

    @Override
    public void planned(List<Phase> phases) {
        if (!planned) {
            planned = true;
            beginBar();
        }
        estimate.planned(phases);
        if (json != null) {
            tell(json, Json.line(new PlanReport(phases)));
        }
        show();
    }

    @Override
    public void advanced(Task now, long done, long total) {
        if (!now.name().equals(task)) {
            task = now.name();
            numbers = "";
            if (!planned) {
                beginBar();
            }
        }
        estimate.advanced(now, done, total);
        long time = nanoTime.getAsLong();
        boolean whole = done == total;
        if (json != null && (whole || time - lastReport >= NANOS_BETWEEN_REPORTS)) {
            lastReport = time;
            tell(json, Json.line(new TaskReport(now, done, total)));
        }
        if (whole || time - lastLook >= NANOS_BETWEEN_LOOKS) {
            lastLook = time;
            show();
        }
    }

    /** A task that belongs to no plan, and a plan after it, have bars of their own. */
    private void beginBar() {
        lines = 0;
        lastLook = nanoTime.getAsLong() - NANOS_BETWEEN_LOOKS;
        close();
    }

    @Override
    public void runStarted(int run, int runs, int ofIterations) {
        iterations = ofIterations;
        if (bar == null) {
            say("Run " + run + " (" + (run + 1) + " of " + runs + ")");
        }
    }

    @Override
    public void runResumed(int run, int steps) {
        say(String.format(Locale.ROOT, "Going on with run %d after %,d of %,d iterations.", run, steps, iterations));
    }

    @Override
    public void stepLogged(StepReport report) {
        if (json != null) {
            tell(json, Json.line(report));
        }
        numbers = numbers(report);
    }

    @Override
    public void runFinished(RunSummary summary) {
        if (json != null) {
            tell(json, Json.line(summary));
        }
        say(String.format(
                Locale.ROOT,
                "Run %d done in %s%s",
                summary.run(),
                duration(summary.seconds()),
                summary.targetAccuracy() == null
                        ? ""
                        : String.format(
                                Locale.ROOT, ", accuracy on the target %.1f %%", 100 * summary.targetAccuracy())));
    }

    private void show() {
        Standing standing = estimate.standing().orElse(null);
        if (standing == null) {
            return;
        }
        if (bar != null) {
            bar.show(words(standing));
            return;
        }
        int tenths = (int) (estimate.share() * LINES + ROUNDING);
        OptionalDouble left = estimate.secondsLeft();
        boolean early = standing.total() < 0 || left.isPresent() && left.getAsDouble() >= LONG_SECONDS;
        if (tenths > lines || lines == 0 && early) {
            // An early line takes the place of the first tenth's.
            lines = Math.max(1, tenths);
            say(String.format(
                    Locale.ROOT,
                    "[%3.0f %%%s] %s",
                    Math.floor(100 * estimate.share() + ROUNDING),
                    left.isPresent() && estimate.share() < 1 ? ", about " + duration(left.getAsDouble()) + " left" : "",
                    words(standing)));
        }
    }

    /** For example: Training run 1: 320 of 500, 120 images/s, total 1.234. */
    private String words(Standing standing) {
        String name = standing.task().name();
        boolean bytes = standing.task().unit() == Unit.BYTES;
        String all = standing.total() < 0 ? "" : " of " + amount(standing.total(), bytes);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + ": " + amount(standing.done(), bytes)
                + all + (bytes ? " MB" : "") + numbers;
    }

    private static String amount(long count, boolean bytes) {
        return bytes ? String.format(Locale.ROOT, "%.1f", count / 1e6) : String.format(Locale.ROOT, "%,d", count);
    }

    private String numbers(StepReport report) {
        // Narrow terminals cut the end off.
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, ", %.0f images/s", report.imagesPerSecond()));
        for (Map.Entry<String, Double> metric : report.metrics().entrySet()) {
            boolean sum = metric.getKey().equals("totalLoss");
            if (sum || allLosses && metric.getKey().endsWith("Loss")) {
                String name = metric.getKey().substring(0, metric.getKey().length() - "Loss".length());
                text.append(String.format(Locale.ROOT, ", %s %s", name, digits(metric.getValue())));
            }
        }
        return text.toString();
    }

    /** @return three digits that say something, of small numbers too */
    static String digits(double value) {
        boolean small = value != 0 && Math.abs(value) < 0.1;
        return String.format(Locale.ROOT, small ? "%.3g" : "%.3f", value);
    }

    private void say(String line) {
        if (bar == null) {
            tell(messages, line);
        } else {
            bar.above(() -> tell(messages, line));
        }
    }

    private static void tell(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }

    /** @return for example 1 h 05 min, 3 min 10 s or 12 s */
    public static String duration(double seconds) {
        Duration length = Duration.ofMillis(Math.round(seconds * 1000));
        if (length.toHours() > 0) {
            return String.format(Locale.ROOT, "%d h %02d min", length.toHours(), length.toMinutesPart());
        }
        if (length.toMinutes() > 0) {
            return String.format(Locale.ROOT, "%d min %02d s", length.toMinutes(), length.toSecondsPart());
        }
        return Math.round(seconds) + " s";
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
