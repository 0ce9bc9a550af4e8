package io.github.biwaa.benchmark.table;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One place of a table: an accuracy over seeds. Trainings that failed or are missing leave it incomplete; it then has no mean.
 *
 * @param values one accuracy per seed that is there, in percent
 * @param failed how many trainings failed
 * @param missing how many are yet to be done
 */
public record TableCell(List<Double> values, int failed, int missing) {

    /** Copies what could change. */
    public TableCell {
        values = List.copyOf(values);
    }

    /** @return whether every seed has its value */
    public boolean complete() {
        return failed == 0 && missing == 0 && !values.isEmpty();
    }

    /** @return the mean over seeds in percent, or null if incomplete */
    public @Nullable Double mean() {
        return complete() ? meanOf(values) : null;
    }

    /** @return the standard deviation over seeds (n - 1), or null if incomplete or of one seed */
    public @Nullable Double deviation() {
        if (!complete() || values.size() < 2) {
            return null;
        }
        double mean = meanOf(values);
        double squares = values.stream()
                .mapToDouble(value -> (value - mean) * (value - mean))
                .sum();
        return Math.sqrt(squares / (values.size() - 1));
    }

    private static double meanOf(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** @return for example 85.1 ±0.3, or what stands in the way of a number */
    public String text() {
        int all = values.size() + failed + missing;
        if (failed > 0) {
            return all == failed ? "failed" : "failed " + failed + "/" + all;
        }
        if (missing > 0) {
            return all == missing ? "missing" : "missing " + missing + "/" + all;
        }
        if (values.isEmpty()) {
            return "missing";
        }
        return deviation() == null
                ? String.format(Locale.ROOT, "%.1f", mean())
                : String.format(Locale.ROOT, "%.1f ±%.1f", mean(), deviation());
    }
}
