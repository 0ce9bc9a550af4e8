package io.github.biwaa.training.setup;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.evaluation.ClassFrequency;
import io.github.biwaa.run.MetricsTable;
import io.github.biwaa.torch.Tensors;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is suspicious about a run, in sentences for people: each is logged when it is found, and all go to summary.json. */
public final class RunWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(RunWarnings.class);
    /** From this share on, few exceptions do not count. */
    private static final double NEARLY_ALL = 0.99;

    private static final double LOW_WEIGHT = 0.25;
    /** Of PACS and Office-10, trainings with a semantic matching loss above it were worse than source-only, most below it better (docs/results.md). */
    private static final double FAR_APART = 30;

    private static final int FEWEST_ROWS = 5;
    private static final int NAMES_SHOWN = 8;

    private final int run;
    private final List<String> found = new ArrayList<>();

    public RunWarnings(int run) {
        this.run = run;
    }

    /** @return all so far */
    public List<String> all() {
        return List.copyOf(found);
    }

    private void add(String sentence) {
        found.add(sentence);
        LOG.warn("Run {}: {}", run, sentence);
    }

    /**
     * Looks at what earlier runs predict.
     *
     * @param prior P, [N_t, K]
     */
    public void checkPrior(Tensor prior, List<String> classes) {
        int[] counts = predictions(prior);
        int most = IntStream.range(0, counts.length)
                .reduce((a, b) -> counts[b] > counts[a] ? b : a)
                .orElseThrow();
        if (counts[most] >= NEARLY_ALL * IntStream.of(counts).sum()) {
            add(String.format(
                    Locale.ROOT,
                    "the prior has collapsed: earlier runs predict class %s for %d of %d target samples. Later runs"
                            + " cannot recover from that; try a lower lr or fewer iterations, or another method.",
                    classes.get(most),
                    counts[most],
                    IntStream.of(counts).sum()));
        }
    }

    /**
     * Looks at the scores after the last step.
     *
     * @param scores [N_t, K]
     */
    public void checkScores(Tensor scores, List<String> classes) {
        int[] counts = predictions(scores);
        List<String> never = IntStream.range(0, counts.length)
                .filter(k -> counts[k] == 0)
                .mapToObj(classes::get)
                .toList();
        if (!never.isEmpty()) {
            add(never.size() + " of " + classes.size() + " classes are never predicted for the target: " + shown(never)
                    + ".");
        }
    }

    /**
     * Looks at how frequent classes seem to be.
     *
     * @param samples N_t
     */
    public void checkFrequencies(List<ClassFrequency> frequencies, int samples) {
        List<String> missing = frequencies.stream()
                .filter(frequency -> frequency.missing(samples))
                .map(ClassFrequency::name)
                .toList();
        if (!missing.isEmpty()) {
            add("the target seems to lack " + missing.size() + " of " + frequencies.size() + " classes: "
                    + shown(missing) + ". Adaptation may give other samples these classes; compare with source-only.");
        }
    }

    private static String shown(List<String> names) {
        String more = names.size() > NAMES_SHOWN ? " and " + (names.size() - NAMES_SHOWN) + " more" : "";
        return names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", ")) + more;
    }

    private static int[] predictions(Tensor scores) {
        try (PointerScope scope = new PointerScope()) {
            int[] counts = new int[Math.toIntExact(scores.size(1))];
            for (int predicted : Tensors.largestOfRows(scores)) {
                counts[predicted]++;
            }
            return counts;
        }
    }

    /** Looks at how far a ramp gets; a recipe that is shortened by its iterations alone keeps the ramp of a long run. */
    public void checkRamp(Ramp ramp, int iterations) {
        double last = ramp.at(iterations);
        if (last < LOW_WEIGHT) {
            add(String.format(
                    Locale.ROOT,
                    "adaptation is nearly off: with ramp %.0f, its terms have %.0f %% of their weight after the last of %d"
                            + " steps. Try the paper's ratio, ramp %d.",
                    ramp.length(),
                    100 * last,
                    iterations,
                    4L * iterations));
        }
    }

    /**
     * Looks at the losses in the second half of the logged steps.
     *
     * @param featureScale what the network multiplies features by
     */
    public void checkMetrics(Path metrics, double featureScale) {
        MetricsTable table = MetricsTable.read(metrics);
        OptionalDouble accuracy = late(table, "domainAccuracy");
        if (accuracy.orElse(0) >= NEARLY_ALL) {
            add(String.format(
                    Locale.ROOT,
                    "the discriminator is always right (%.1f %% in the second half): the features of the domains are"
                            + " not aligned. Try more iterations or a shorter ramp.",
                    100 * accuracy.getAsDouble()));
        }
        OptionalDouble matching = late(table, "matchingLoss");
        if (matching.orElse(0) > FAR_APART) {
            add(String.format(
                    Locale.ROOT,
                    "semantic matching pushes the classes of the two domains apart (its loss was %.3g in the second"
                            + " half; it should be far below %.0f). Try feature-scale %s, a quarter of what it was, or a lower lr.",
                    matching.getAsDouble(),
                    FAR_APART,
                    BigDecimal.valueOf(featureScale / 4)
                            .round(new MathContext(2))
                            .stripTrailingZeros()
                            .toPlainString()));
        }
    }

    /** The mean over the second half; empty of a column that is missing or has few rows. */
    private static OptionalDouble late(MetricsTable table, String column) {
        double[] logged = table.has(column) ? table.column(column) : new double[0];
        double[] late = Arrays.copyOfRange(logged, logged.length / 2, logged.length);
        return late.length < FEWEST_ROWS
                ? OptionalDouble.empty()
                : Arrays.stream(late).average();
    }

    /** Looks at steps that were taken back. */
    public void checkSkipped(int steps) {
        if (steps > 0) {
            add("Steps that were skipped because their loss was NaN or infinite: " + steps + ".");
        }
    }
}
