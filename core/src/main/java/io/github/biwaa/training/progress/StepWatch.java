package io.github.biwaa.training.progress;

import com.sun.management.OperatingSystemMXBean;
import io.github.biwaa.torch.Engine;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once when a step takes far longer than the steps before it, or does not end, and what is likely to be the reason. */
public final class StepWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StepWatch.class);
    private static final double FAR_LONGER = 20;
    /** Below this nobody waits for a step, however fast the others are. */
    private static final double SHORTEST_SECONDS = 1;

    private static final double ENDLESS_SECONDS = 180;
    private static final int COMPARED = 50;
    private static final int COMPARED_AT_LEAST = 10;

    private final Consumer<String> warn;
    private final double endlessSeconds;
    private final double[] seconds = new double[COMPARED];
    private final ScheduledExecutorService timer;
    private int measured;
    private volatile boolean said;
    /** When the step at hand began, by {@link System#nanoTime}; 0 between steps. */
    private volatile long begun;

    /** Warns in the log. */
    public StepWatch() {
        this(LOG::warn, ENDLESS_SECONDS);
    }

    StepWatch(Consumer<String> warn, double endlessSeconds) {
        this.warn = warn;
        this.endlessSeconds = endlessSeconds;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "biwaa-step-watch");
            thread.setDaemon(true);
            return thread;
        });
        long milliseconds = Math.round(endlessSeconds * 1000 / 4);
        timer.scheduleWithFixedDelay(this::look, milliseconds, milliseconds, TimeUnit.MILLISECONDS);
    }

    /** A step begins. */
    public void begin() {
        begun = System.nanoTime() | 1;
    }

    /** The step has ended. */
    public void end(int iteration) {
        double taken = (System.nanoTime() - begun) / 1e9;
        begun = 0;
        end(iteration, taken);
    }

    void end(int iteration, double taken) {
        int compared = Math.min(measured, COMPARED);
        if (!said && compared >= COMPARED_AT_LEAST && taken >= SHORTEST_SECONDS) {
            double[] sorted = Arrays.copyOf(seconds, compared);
            Arrays.sort(sorted);
            double median = sorted[compared / 2];
            if (taken > FAR_LONGER * median) {
                say(String.format(
                        Locale.ROOT,
                        "Step %d took %.1f s, and those before it %.3f s: %s.",
                        iteration + 1,
                        taken,
                        median,
                        likelyReason()));
            }
        }
        seconds[measured++ % COMPARED] = taken;
    }

    private void look() {
        long since = begun;
        double taken = (System.nanoTime() - since) / 1e9;
        if (since != 0 && !said && taken > endlessSeconds) {
            say(String.format(Locale.ROOT, "A step has not ended for %.0f s: %s.", Math.ceil(taken), likelyReason()));
        }
    }

    private void say(String text) {
        said = true;
        warn.accept(text);
    }

    private static String likelyReason() {
        int processors = Runtime.getRuntime().availableProcessors();
        if (!(ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)) {
            return likelyReason(Engine.threads(), processors, -1, 1);
        }
        return likelyReason(
                Engine.threads(),
                processors,
                system.getSystemLoadAverage(),
                (double) system.getFreeMemorySize() / system.getTotalMemorySize());
    }

    /**
     * @param load how many threads of the whole system want to run; negative if unknown
     * @param free share of the memory that nobody uses
     */
    static String likelyReason(int threads, int processors, double load, double free) {
        double noMemory = 0.02;
        if (load > 1.5 * processors) {
            return String.format(
                    Locale.ROOT,
                    "other processes use the processors as well (load %.1f on %d), and threads wait for each other;"
                            + " fewer threads may be faster",
                    load,
                    processors);
        }
        if (free < noMemory) {
            return "memory is short, and the system may be swapping; a smaller batch-size needs less";
        }
        return String.format(
                Locale.ROOT,
                "the cause is unknown (%d threads on %d processors); perhaps the machine slept, or its disk or network did not answer",
                threads,
                processors);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
