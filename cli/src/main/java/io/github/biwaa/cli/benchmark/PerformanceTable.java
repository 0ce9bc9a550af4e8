package io.github.biwaa.cli.benchmark;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.model.Json;
import io.github.biwaa.performance.MachineCeiling;
import io.github.biwaa.performance.Performance;
import io.github.biwaa.performance.PerformanceSettings;
import io.github.biwaa.performance.ScoringPerformance;
import io.github.biwaa.performance.StepPerformance;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Processor;
import io.github.biwaa.training.step.TrainingStep.Part;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of {@code biwaa bench}: each measured number, and its share of what the machine can do. */
public final class PerformanceTable {
    /** The gradient with respect to the input and that with respect to the weights cost a forward pass each. */
    private static final double BACKWARD_PASSES = 2;

    private static final double GIGA = 1e9;

    private final PerformanceSettings settings;
    private final Performance performance;
    private final double startUp;

    /**
     * The content of a line of JSON.
     *
     * @param settings what was measured
     * @param performance the numbers
     * @param startUpSeconds of {@code --help}
     */
    record Line(PerformanceSettings settings, Performance performance, double startUpSeconds) {}

    public PerformanceTable(PerformanceSettings settings, Performance performance, double startUp) {
        this.settings = settings;
        this.performance = performance;
        this.startUp = startUp;
    }

    void printJson(PrintWriter out) {
        out.println(Json.line(new Line(settings, performance, startUp)));
    }

    /** The device, and whether a processor has instructions for bfloat16. */
    private String device() {
        Device device = settings.placement().device();
        return device.isCpu()
                ? device
                        + Processor.bfloat16Instructions()
                                .map(name -> " with " + name)
                                .orElse("")
                : device.toString();
    }

    public void print(PrintWriter out) {
        MachineCeiling ceiling = performance.ceiling();
        out.printf(
                Locale.ROOT,
                "%s, %d x %d pixels, %d + %d pictures a step, %d classes, %d compute thread%s, %s on %s%n%n",
                settings.backbone(),
                settings.size(),
                settings.size(),
                settings.batchSize(),
                settings.batchSize(),
                settings.classes(),
                settings.threads(),
                settings.threads() == 1 ? "" : "s",
                settings.placement().precision().id(),
                device());
        row(out, "ceiling", "matrix product", rate(ceiling.multiplication()), "");
        row(out, "", "convolution", rate(ceiling.convolution()), "");
        row(out, "", "copy", text("%.1f GB/s", ceiling.copy() / GIGA), "");
        step(out, ceiling);
        scoring(out);
        double bytes = performance.loading().bytesPerView();
        row(
                out,
                "pictures",
                "from JPEG files",
                text("%,.0f a second", performance.loading().coldPicturesPerSecond()),
                "all threads");
        double views = performance.loading().warmViewsPerSecond();
        row(
                out,
                "",
                "from the cache",
                text("%,.0f a second", views),
                "one thread, augmented; " + share(views * bytes, ceiling.copy(), "the copy"));
        row(out, "start", "biwaa --help", text("%.2f s", startUp), "");
        Long peak = performance.peakBytes();
        if (peak != null) {
            row(out, "memory", "peak of training", text("%.2f GB", peak / GIGA), "the whole process");
        }
    }

    private void step(PrintWriter out, MachineCeiling ceiling) {
        StepPerformance step = performance.step();
        double passes = 2.0 * settings.batchSize();
        double whole = step.whole();
        row(
                out,
                "step",
                "forward",
                time(step, Part.FORWARD),
                work(step.forwardOperations(), passes, seconds(step, Part.FORWARD)));
        row(
                out,
                "",
                "heads and losses",
                time(step, Part.HEADS),
                text("%.1f %% of the step", 100 * seconds(step, Part.HEADS) / whole));
        row(
                out,
                "",
                "backward",
                time(step, Part.BACKWARD),
                work(step.forwardOperations(), BACKWARD_PASSES * passes, seconds(step, Part.BACKWARD)));
        row(
                out,
                "",
                "optimizer",
                time(step, Part.UPDATE),
                share(step.optimizerBytes() / seconds(step, Part.UPDATE), ceiling.copy(), "the copy"));
        whole(out, "whole", whole);
        Double graph = step.asCudaGraph();
        if (graph != null) {
            whole(out, "as a CUDA graph", graph);
        }
    }

    private void whole(PrintWriter out, String name, double seconds) {
        double passes = 2.0 * settings.batchSize();
        String all = work(performance.step().forwardOperations(), (1 + BACKWARD_PASSES) * passes, seconds);
        row(
                out,
                "",
                name,
                text("%.3f s", seconds),
                text("%s%s%.1f pictures a second", all, all.isEmpty() ? "" : ", ", passes / seconds));
    }

    private void scoring(PrintWriter out) {
        ScoringPerformance scoring = performance.scoring();
        row(
                out,
                "ten crops",
                "a picture",
                text("%.3f s", scoring.secondsPerPicture()),
                work(scoring.forwardOperations(), ScoringPerformance.CROPS, scoring.secondsPerPicture()));
        row(
                out,
                "",
                "in the network",
                text("%.3f s", scoring.networkSecondsPerPicture()),
                text("%.1f %% of it", 100 * scoring.networkSecondsPerPicture() / scoring.secondsPerPicture()));
    }

    /** What was reached of the convolution's rate; nothing if nobody knows the operations of a pass. */
    private String work(@Nullable Double operations, double passes, double seconds) {
        return operations == null
                ? ""
                : share(operations * passes / seconds, performance.ceiling().convolution(), "the convolution");
    }

    private static double seconds(StepPerformance step, Part part) {
        return requireNonNull(step.seconds().get(part));
    }

    private static String time(StepPerformance step, Part part) {
        return text("%.3f s", seconds(step, part));
    }

    private static String rate(double operations) {
        return text("%.0f GFLOP/s", operations / GIGA);
    }

    private static String share(double reached, double ceiling, String of) {
        return text("%.0f %% of %s", 100 * reached / ceiling, of);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static void row(PrintWriter out, String group, String what, String value, String remark) {
        out.println(String.format(Locale.ROOT, "%-10s %-18s %14s  %s", group, what, value, remark)
                .stripTrailing());
    }
}
