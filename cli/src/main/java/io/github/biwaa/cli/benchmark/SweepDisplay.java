package io.github.biwaa.cli.benchmark;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.benchmark.SweepListener;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.training.TrainingListener;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * How a sweep goes, all its trainings in one place: a bar on a terminal; otherwise a line per event, and every half minute how far the trainings are.
 * Called from several threads.
 */
final class SweepDisplay implements SweepListener, AutoCloseable {
    /** Steps of a bar per training. */
    private static final int PARTS = 1000;

    private static final long NANOS_BETWEEN_LINES = 30_000_000_000L;

    private final PrintWriter messages;
    private final String title;
    private final SweepFolder folder;
    private final LongSupplier nanoTime;
    private long started;
    private long lastLine;
    private int size;
    private @Nullable ProgressBar bar;
    private final Map<String, Double> shares = new LinkedHashMap<>();
    /** How far trainings were when they were first heard of; more than nothing if they are resumed. */
    private final Map<String, Double> firstShares = new LinkedHashMap<>();

    private final Map<String, String> where = new LinkedHashMap<>();
    private int ended;

    /**
     * @param messages standard error
     * @param title of the benchmark
     * @param nanoTime a clock that counts nanoseconds
     */
    SweepDisplay(PrintWriter messages, String title, SweepFolder folder, LongSupplier nanoTime) {
        this.messages = messages;
        this.title = title;
        this.folder = folder;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void noted(String message) {
        say("%s", message);
    }

    @Override
    public synchronized void sweepStarted(List<BenchmarkJob> all, List<BenchmarkJob> open) {
        size = open.size();
        started = nanoTime.getAsLong();
        lastLine = started;
        say("%s: %d training(s), %d of them to do, into %s", title, all.size(), size, folder.path());
        boolean terminal = !open.isEmpty()
                && Boolean.parseBoolean(
                        System.getProperty("biwaa.terminal", Boolean.toString(System.console() != null)))
                && !"dumb".equals(System.getenv("TERM"));
        this.bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("Trainings")
                        .setInitialMax((long) PARTS * size)
                        .setUnit(" done", PARTS)
                        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                        .setUpdateIntervalMillis(500)
                        .setConsumer(new ConsoleProgressBarConsumer(System.err))
                        .build()
                : null;
    }

    @Override
    public TrainingListener listenerOf(BenchmarkJob job) {
        return new TrainingListener() {
            @Override
            public void advanced(Task task, long done, long total) {
                show(job, total > 0 ? task.name() + " " + 100 * done / total + "%" : task.name());
            }

            @Override
            public void stepLogged(StepReport step) {
                double share = (step.iteration() + 1.0) / Math.max(1, step.iterations());
                advance(job, (step.run() + share) / job.runs());
                show(job, "run " + step.run() + " " + Math.round(100 * share) + "%");
            }

            @Override
            public void runFinished(RunSummary run) {
                tell(job, run);
            }
        };
    }

    private synchronized void advance(BenchmarkJob job, double share) {
        firstShares.putIfAbsent(job.id(), share);
        shares.merge(job.id(), share, Math::max);
    }

    private synchronized void show(BenchmarkJob job, String place) {
        where.put(job.id(), place);
        show();
    }

    private synchronized void tell(BenchmarkJob job, RunSummary run) {
        if (bar == null && run.targetAccuracy() != null && job.runs() > 1) {
            say("%s run %d: %.1f %%", job.id(), run.run(), 100 * run.targetAccuracy());
        }
    }

    @Override
    public synchronized void jobStarted(BenchmarkJob job) {
        where.put(job.id(), "starting");
        shares.put(job.id(), 0.0);
        if (bar == null) {
            say("%s started", job.id());
        }
        show();
    }

    @Override
    public synchronized void jobEnded(JobOutcome outcome) {
        ended++;
        where.remove(outcome.job().id());
        shares.put(outcome.job().id(), 1.0);
        List<RunSummary> runs = outcome.runs();
        String result = outcome.reason();
        if (outcome.finished() && runs.get(runs.size() - 1).targetAccuracy() != null) {
            double seconds = runs.stream().mapToDouble(RunSummary::seconds).sum();
            result = String.format(
                    Locale.ROOT,
                    "%.1f %%, %s",
                    100 * requireNonNull(runs.get(runs.size() - 1).targetAccuracy()),
                    ConsoleProgress.duration(seconds));
        }
        say(
                "[%d/%d] %s %s%s",
                ended, size, outcome.job().id(), outcome.state().word(), result.isEmpty() ? "" : ": " + result);
        show();
    }

    /** Says, once, that the sweep was stopped and how to go on. */
    synchronized void stopped() {
        say("Stopped. Go on with the same command and --resume.");
    }

    private void show() {
        double done = sum(shares);
        StringBuilder text = new StringBuilder();
        where.forEach((id, place) -> text.append(text.length() == 0 ? "" : ", ")
                .append(id)
                .append(' ')
                .append(place));
        if (bar != null) {
            bar.stepTo(Math.round(PARTS * done));
            bar.setExtraMessage(text.toString());
            return;
        }
        long now = nanoTime.getAsLong();
        if (!where.isEmpty() && now - lastLine >= NANOS_BETWEEN_LINES) {
            lastLine = now;
            double sinceStart = done - sum(firstShares);
            String left = sinceStart > 0
                    ? ", about " + ConsoleProgress.duration((now - started) / 1e9 * (size - done) / sinceStart)
                            + " left"
                    : "";
            say("Trainings: %.0f %% done%s: %s", 100 * done / size, left, text);
        }
    }

    private static double sum(Map<String, Double> shares) {
        return shares.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private void say(String form, Object... values) {
        if (bar != null) {
            // Ends the line that the bar stands on; the bar draws itself anew below.
            messages.println();
        }
        messages.println(String.format(Locale.ROOT, form, values));
        messages.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
