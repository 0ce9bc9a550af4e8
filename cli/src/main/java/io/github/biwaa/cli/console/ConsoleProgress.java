package io.github.biwaa.cli.console;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.model.Json;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.training.TrainingListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how a training goes: a bar on a terminal, plain lines otherwise, both on standard error; and lines of JSON on standard output where that is
 * wished.
 */
public final class ConsoleProgress implements TrainingListener, AutoCloseable {
    private static final int ESTIMATE_AFTER = 5;
    private static final int PLAIN_LINES = 20;
    private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;

    private final PrintWriter messages;
    private final @Nullable PrintWriter json;
    private final @Nullable TrainingConfiguration configuration;
    private final boolean terminal = showsBars();
    private volatile boolean stopRequested;
    private @Nullable ProgressBar bar;
    private String barTask = "";
    private int stepsSeen;
    private long firstStepDone;
    private boolean allLosses;
    private int runs;
    private int runsLeft;
    private int nextPlainLine;
    private long lastPlainLine = System.nanoTime();
    private String plainTask = "";

    /**
     * @param messages standard error
     * @param json standard output, or null if no JSON is wished
     * @param configuration of the training
     */
    public ConsoleProgress(
            PrintWriter messages, @Nullable PrintWriter json, @Nullable TrainingConfiguration configuration) {
        this.messages = messages;
        this.json = json;
        this.configuration = configuration;
    }

    /**
     * For work without training steps.
     *
     * @param messages standard error
     */
    public ConsoleProgress(PrintWriter messages) {
        this(messages, null, null);
    }

    /** Shows the losses of all terms, beside their sum. */
    public ConsoleProgress withAllLosses() {
        allLosses = true;
        return this;
    }

    /** The launcher knows whether standard error is a terminal; without it, a console means that input and output are. */
    private static boolean showsBars() {
        String told = System.getProperty("biwaa.terminal");
        boolean connected = told == null ? System.console() != null : Boolean.parseBoolean(told);
        return connected && !"dumb".equals(System.getenv("TERM"));
    }

    /** Asks the training to stop after the step it is in; may be called from another thread. */
    public void requestStop() {
        stopRequested = true;
        messages.println();
        messages.println("Stopping after the step at hand (once more: at once) ...");
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
    public void advanced(Task task, long done, long total) {
        String name = task.name().substring(0, 1).toUpperCase(Locale.ROOT)
                + task.name().substring(1);
        boolean bytes = task.unit() == Unit.BYTES;
        if (terminal) {
            if (total > 0) {
                advance(name, bytes ? done >> 10 : done, bytes ? total >> 10 : total, bytes ? "kB" : "");
            }
            return;
        }
        long now = System.nanoTime();
        boolean begun = bytes && !name.equals(plainTask);
        boolean ended = done == total && !(name + done).equals(plainTask);
        if (begun || ended || now - lastPlainLine >= NANOS_BETWEEN_LINES) {
            plainTask = ended ? name + done : name;
            lastPlainLine = now;
            say(name + ": " + (bytes ? megabytes(done, total) : String.format(Locale.ROOT, "%,d of %,d", done, total)));
        }
    }

    private static String megabytes(long done, long total) {
        String all = total < 0 ? "" : String.format(Locale.ROOT, " of %.1f", total / 1e6);
        return String.format(Locale.ROOT, "%.1f%s MB", done / 1e6, all);
    }

    @Override
    public void runStarted(int run, int ofRuns, int iterations) {
        endBar();
        runs = ofRuns;
        runsLeft = runs - run;
        nextPlainLine = 0;
        if (!terminal) {
            say("Run " + run + " (" + (run + 1) + " of " + runs + ")");
        }
    }

    @Override
    public void runResumed(int run, int steps) {
        nextPlainLine = steps;
        say(String.format(
                Locale.ROOT,
                "Going on with run %d after %,d of %,d iterations.",
                run,
                steps,
                requireNonNull(configuration).get(TrainingSettings.ITERATIONS)));
    }

    @Override
    public void stepDone(int run, int iteration) {
        stepsSeen++;
        if (stepsSeen == 1) {
            firstStepDone = System.nanoTime();
        }
        if (stepsSeen == ESTIMATE_AFTER) {
            // The first step, which also makes what later ones reuse, is left out.
            double perStep = (System.nanoTime() - firstStepDone) / 1e9 / (ESTIMATE_AFTER - 1);
            double all = perStep
                    * (requireNonNull(configuration).get(TrainingSettings.ITERATIONS) * (double) runsLeft
                            - iteration
                            - 1);
            say(String.format(
                    Locale.ROOT, "About %s left (%.2f s a step), scoring not counted.", duration(all), perStep));
        }
        if (terminal) {
            advance(run, iteration, requireNonNull(configuration).get(TrainingSettings.ITERATIONS), null);
        }
    }

    @Override
    public void stepLogged(StepReport report) {
        if (json != null) {
            json.println(Json.line(report));
            json.flush();
        }
        String numbers = numbers(report);
        if (terminal) {
            advance(report.run(), report.iteration(), report.iterations(), numbers);
            return;
        }
        boolean last = report.iteration() + 1 == report.iterations();
        if (last || report.iteration() >= nextPlainLine) {
            nextPlainLine = report.iteration() + Math.max(1, report.iterations() / PLAIN_LINES);
            double left = report.seconds()
                    / (report.iteration() + 1)
                    * (report.iterations() * (double) runsLeft - report.iteration() - 1);
            say(String.format(
                    Locale.ROOT,
                    "run %d  %5d/%d  %s  %s left",
                    report.run(),
                    report.iteration() + 1,
                    report.iterations(),
                    numbers,
                    duration(left)));
        }
    }

    /** One bar for the steps of all runs. */
    private void advance(int run, int iteration, int iterations, @Nullable String extra) {
        advance("Training", (long) run * iterations + iteration + 1, (long) runs * iterations, extra);
    }

    private String numbers(StepReport report) {
        // Narrow terminals cut the end off.
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.0f images/s", report.imagesPerSecond()));
        for (Map.Entry<String, Double> metric : report.metrics().entrySet()) {
            boolean sum = metric.getKey().equals("totalLoss");
            if (sum || allLosses && metric.getKey().endsWith("Loss")) {
                String name = metric.getKey().substring(0, metric.getKey().length() - "Loss".length());
                text.append(String.format(Locale.ROOT, "  %s %s", name, digits(metric.getValue())));
            }
        }
        return text.toString();
    }

    /** @return three digits that say something, of small numbers too */
    static String digits(double value) {
        boolean small = value != 0 && Math.abs(value) < 0.1;
        return String.format(Locale.ROOT, small ? "%.3g" : "%.3f", value);
    }

    @Override
    public void runFinished(RunSummary summary) {
        endBar();
        if (json != null) {
            json.println(Json.line(summary));
            json.flush();
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

    private void advance(String task, long done, long size, @Nullable String extra) {
        if (!terminal) {
            return;
        }
        ProgressBar current = bar;
        if (current == null || !task.equals(barTask)) {
            endBar();
            current = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(size)
                    .startsFrom(done, Duration.ZERO)
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err))
                    .build();
            bar = current;
            barTask = task;
        }
        if (extra != null) {
            current.setExtraMessage(extra);
        }
        current.stepTo(done);
    }

    private void endBar() {
        if (bar != null) {
            bar.close();
            bar = null;
            barTask = "";
        }
    }

    private void say(String line) {
        if (bar != null) {
            endBar();
        }
        messages.println(line);
        messages.flush();
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
        endBar();
    }
}
