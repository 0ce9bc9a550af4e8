package io.github.biwaa.cli.benchmark;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.benchmark.SweepListener;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.benchmark.job.JobState;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.cli.console.ConsoleBar;
import io.github.biwaa.cli.console.ConsoleProgress;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.training.TrainingListener;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a sweep goes, all its trainings in one place: a bar on a terminal; otherwise a line per event, and every half minute how far the trainings are.
 * Called from several threads.
 */
final class SweepDisplay implements SweepListener, AutoCloseable {
    private static final long NANOS_BETWEEN_LINES = 30_000_000_000L;

    private final PrintWriter messages;
    private final String title;
    private final SweepFolder folder;
    private final LongSupplier nanoTime;
    private long lastLine;
    private int size;
    private @Nullable ConsoleBar bar;
    private final Map<String, JobProgress> running = new LinkedHashMap<>();
    private int ended;
    /** What whole trainings took, or probably would have. */
    private double secondsOfMeasured;

    private int measured;

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
        lastLine = nanoTime.getAsLong();
        say("%s: %d training(s), %d of them to do, into %s", title, all.size(), size, folder.path());
        bar = ConsoleBar.isPossible() && !open.isEmpty() ? new ConsoleBar(this::share, this::secondsLeft) : null;
    }

    @Override
    public TrainingListener listenerOf(BenchmarkJob job) {
        JobProgress progress = progressOf(job);
        return new TrainingListener() {
            @Override
            public void planned(List<Phase> phases) {
                progress.planned(phases);
            }

            @Override
            public void advanced(Task task, long done, long total) {
                progress.advanced(task, done, total);
                show();
            }

            @Override
            public void runFinished(RunSummary run) {
                tell(job, run);
            }
        };
    }

    private synchronized JobProgress progressOf(BenchmarkJob job) {
        return running.computeIfAbsent(job.id(), id -> new JobProgress(nanoTime));
    }

    private synchronized void tell(BenchmarkJob job, RunSummary run) {
        if (bar == null && run.targetAccuracy() != null && job.runs() > 1) {
            say("%s run %d: %.1f %%", job.id(), run.run(), 100 * run.targetAccuracy());
        }
    }

    @Override
    public synchronized void jobStarted(BenchmarkJob job) {
        progressOf(job);
        if (bar == null) {
            say("%s started", job.id());
        }
        show();
    }

    @Override
    public synchronized void jobEnded(JobOutcome outcome) {
        boolean began = running.containsKey(outcome.job().id());
        if (!began && outcome.state() == JobState.MISSING) {
            // A cluster was stopped before it had room for it.
            return;
        }
        ended++;
        progressOf(outcome.job()).wholeSeconds().ifPresent(seconds -> {
            secondsOfMeasured += seconds;
            measured++;
        });
        running.remove(outcome.job().id());
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

    private synchronized void show() {
        long now = nanoTime.getAsLong();
        if (bar != null) {
            bar.show(places());
        } else if (!running.isEmpty() && now - lastLine >= NANOS_BETWEEN_LINES) {
            lastLine = now;
            OptionalDouble left = secondsLeft();
            say(
                    "Trainings: %.0f %% done%s: %s",
                    100 * share(),
                    left.isPresent() ? ", about " + ConsoleProgress.duration(left.getAsDouble()) + " left" : "",
                    places());
        }
    }

    private String places() {
        return running.entrySet().stream()
                .map(job -> job.getKey() + " " + job.getValue().place())
                .collect(Collectors.joining(", "));
    }

    /** @return of all trainings, each of which counts as much */
    private synchronized double share() {
        double shares =
                running.values().stream().mapToDouble(JobProgress::share).sum();
        return size == 0 ? 1 : (ended + shares) / size;
    }

    /** @return seconds until all trainings have ended, if those that have not begun take as long as those that have; empty if nothing is known yet */
    private synchronized OptionalDouble secondsLeft() {
        double whole = secondsOfMeasured;
        int known = measured;
        double open = 0;
        for (JobProgress job : running.values()) {
            OptionalDouble seconds = job.wholeSeconds();
            if (seconds.isPresent()) {
                whole += seconds.getAsDouble();
                known++;
                open += (1 - job.share()) * seconds.getAsDouble();
            }
        }
        if (known == 0) {
            return OptionalDouble.empty();
        }
        double each = whole / known;
        long unknown = running.values().stream()
                .filter(job -> job.wholeSeconds().isEmpty())
                .count();
        long waiting = size - ended - running.size() + unknown;
        return OptionalDouble.of((open + waiting * each) / Math.max(1, running.size()));
    }

    private void say(String form, Object... values) {
        Runnable writing = () -> {
            messages.println(String.format(Locale.ROOT, form, values));
            messages.flush();
        };
        if (bar == null) {
            writing.run();
        } else {
            bar.above(writing);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
