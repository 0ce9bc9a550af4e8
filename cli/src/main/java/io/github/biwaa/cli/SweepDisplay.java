package io.github.biwaa.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.benchmark.BenchmarkJob;
import io.github.biwaa.benchmark.JobOutcome;
import io.github.biwaa.run.RunSummary;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How a sweep goes, all its trainings in one place: a bar on a terminal, a line per event otherwise. Called from several threads. */
final class SweepDisplay implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Steps of a bar per training. */
    private static final int PARTS = 1000;

    private final PrintWriter messages;
    private final int size;
    private final ProgressBar bar;
    private final Map<String, Double> shares = new LinkedHashMap<>();
    private final Map<String, String> where = new LinkedHashMap<>();
    private int ended;

    SweepDisplay(PrintWriter messages, List<BenchmarkJob> jobs) {
        this.messages = messages;
        this.size = jobs.size();
        boolean terminal = !jobs.isEmpty()
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

    synchronized void started(BenchmarkJob job) {
        where.put(job.id(), "starting");
        shares.put(job.id(), 0.0);
        if (bar == null) {
            say("%s started", job.id());
        }
        show();
    }

    /** @param line of JSON that a training wrote */
    synchronized void progress(BenchmarkJob job, String line) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JsonProcessingException e) {
            return;
        }
        if (node.has("iteration")) {
            double share = (node.path("iteration").asInt() + 1.0)
                    / Math.max(1, node.path("iterations").asInt());
            int run = node.path("run").asInt();
            shares.put(job.id(), (run + share) / job.runs());
            where.put(job.id(), "run " + run + " " + Math.round(100 * share) + "%");
        } else if (bar == null && node.has("targetAccuracy") && job.runs() > 1) {
            say(
                    "%s run %d: %.1f %%",
                    job.id(),
                    node.path("run").asInt(),
                    100 * node.path("targetAccuracy").asDouble());
        }
        show();
    }

    synchronized void ended(JobOutcome outcome) {
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
                    100 * runs.get(runs.size() - 1).targetAccuracy(),
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
        if (bar != null) {
            double done =
                    shares.values().stream().mapToDouble(Double::doubleValue).sum();
            bar.stepTo(Math.round(PARTS * done));
            StringBuilder text = new StringBuilder();
            where.forEach((id, place) -> text.append(text.length() == 0 ? "" : ", ")
                    .append(id)
                    .append(' ')
                    .append(place));
            bar.setExtraMessage(text.toString());
        }
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
