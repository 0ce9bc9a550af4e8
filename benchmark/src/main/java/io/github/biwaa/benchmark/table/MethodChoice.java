package io.github.biwaa.benchmark.table;

import io.github.biwaa.benchmark.job.JobOutcome;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.HeldOutScores;
import io.github.biwaa.run.RunSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How well scores that need no labels of the target choose among the methods: for each task and seed, the finished trainings are ranked by a score after
 * their last step, and by their accuracy.
 */
final class MethodChoice {
    private static final int FEWEST = 3;

    /**
     * A training that can be chosen.
     *
     * @param accuracy on the target, 0 to 1
     * @param scores by name; the higher the better
     */
    record Candidate(double accuracy, Map<String, Double> scores) {}

    /**
     * What a score is worth.
     *
     * @param spearman the mean over choices of the rank correlation of score and accuracy
     * @param lost what the chosen trainings lose against the most accurate ones, in points, the mean
     * @param worst the same, the worst choice
     */
    record Worth(double spearman, double lost, double worst) {}

    private final List<List<Candidate>> choices;

    /** @param choices the trainings among which is chosen; fewer than three are no choice */
    MethodChoice(List<List<Candidate>> choices) {
        this.choices =
                choices.stream().filter(choice -> choice.size() >= FEWEST).toList();
    }

    /** The trainings of a table by task and seed. */
    static MethodChoice of(BenchmarkTable table) {
        Map<List<Object>, List<Candidate>> choices = new LinkedHashMap<>();
        for (JobOutcome outcome : table.outcomes()) {
            if (outcome.finished()) {
                candidate(outcome.lastRun()).ifPresent(one -> choices.computeIfAbsent(
                                List.of(outcome.job().task(), outcome.job().seed()), key -> new ArrayList<>())
                        .add(one));
            }
        }
        return new MethodChoice(List.copyOf(choices.values()));
    }

    private static Optional<Candidate> candidate(RunSummary run) {
        Double accuracy = run.targetAccuracy();
        if (accuracy == null || run.checkpoints().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        run.lastScores()
                .forEach((id, value) -> scores.put(id, Validator.named(id).higherIsBetter() ? value : -value));
        HeldOutScores held = run.heldOut();
        if (held != null) {
            for (AccuracyEstimate estimate : held.targetEstimates()) {
                scores.put(estimate.method(), estimate.accuracy());
            }
            scores.put("held-out accuracy", held.accuracy());
        }
        return Optional.of(new Candidate(accuracy, scores));
    }

    /** @return what each score that all candidates have is worth; none without a choice */
    Map<String, Worth> worth() {
        Map<String, Worth> worth = new LinkedHashMap<>();
        for (String name : names()) {
            double[] correlations = choices.stream()
                    .mapToDouble(choice -> spearman(
                            values(choice, name),
                            choice.stream().mapToDouble(Candidate::accuracy).toArray()))
                    .toArray();
            double[] lost =
                    choices.stream().mapToDouble(choice -> lost(choice, name)).toArray();
            worth.put(name, new Worth(mean(correlations), mean(lost), largest(lost)));
        }
        return worth;
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        choices.stream()
                .flatMap(List::stream)
                .forEach(one -> names.addAll(one.scores().keySet()));
        choices.stream()
                .flatMap(List::stream)
                .forEach(one -> names.retainAll(one.scores().keySet()));
        return names;
    }

    private static double[] values(List<Candidate> choice, String name) {
        return choice.stream().mapToDouble(one -> one.scores().get(name)).toArray();
    }

    /** Of equally good ones the first is chosen. */
    private static double lost(List<Candidate> choice, String name) {
        double[] values = values(choice, name);
        int chosen = 0;
        for (int i = 1; i < values.length; i++) {
            chosen = values[i] > values[chosen] ? i : chosen;
        }
        double best = choice.stream().mapToDouble(Candidate::accuracy).max().orElseThrow();
        return 100 * (best - choice.get(chosen).accuracy());
    }

    /** @return the correlation of ranks; equal values share the mean of their ranks; 0 if all values of one side are equal */
    static double spearman(double[] one, double[] other) {
        double[] a = ranks(one);
        double[] b = ranks(other);
        double middle = (a.length - 1) / 2.0;
        double both = 0;
        double ofA = 0;
        double ofB = 0;
        for (int i = 0; i < a.length; i++) {
            both += (a[i] - middle) * (b[i] - middle);
            ofA += (a[i] - middle) * (a[i] - middle);
            ofB += (b[i] - middle) * (b[i] - middle);
        }
        return ofA == 0 || ofB == 0 ? 0 : both / Math.sqrt(ofA * ofB);
    }

    private static double[] ranks(double[] values) {
        double[] ranks = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values.length; j++) {
                ranks[i] += values[j] < values[i] ? 1 : values[j] == values[i] && j != i ? 0.5 : 0;
            }
        }
        return ranks;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value / values.length;
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = values[0];
        for (double value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** @return the table for people; empty if there is no choice */
    Optional<Grid> grid() {
        if (choices.isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> rows = worth().entrySet().stream()
                .map(entry -> List.of(
                        entry.getKey(),
                        text("%.2f", entry.getValue().spearman()),
                        text("%.1f", entry.getValue().lost()),
                        text("%.1f", entry.getValue().worst())))
                .toList();
        return Optional.of(new Grid(
                "Choice among the methods without labels",
                List.of("score", "Spearman", "lost, mean", "lost, worst"),
                rows,
                List.of("Over " + choices.size() + " choices of a task and seed, after the last step. Spearman: rank"
                        + " correlation with the accuracy. Lost: points of accuracy against the best method.")));
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
