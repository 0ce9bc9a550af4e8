package io.github.biwaa.evaluation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How accurate a model is on a target without labels, judged by models that learnt by other methods from the same source: the mean share of samples to
 * which they give the same class. Models that learn differently rarely make the same mistakes, and a training that has failed agrees with no other.
 *
 * <pre>
 * accuracy = mean over models m of other methods of  mean over n of [argmax p_n = argmax p^m_n]
 * </pre>
 *
 * <p>Jiang, Nagarajan, Baek, Kolter: Assessing Generalization of SGD via Disagreement, ICLR 2022. That domain-invariant models check others well: Chuang,
 * Torralba, Jegelka: Estimating Generalization under Distribution Shifts via Domain-Invariant Representations, ICML 2020.
 */
public final class PredictionAgreement {
    /** Its name as {@link AccuracyEstimate#method}. */
    public static final String ID = "agreement";

    /** By how much of the disagreement there may be more or fewer errors than it; measured in docs/adapt.md. */
    private static final double RELATIVE_DOUBT = 0.5;
    /** And by how much of all samples, where nearly all agree. */
    private static final double LEAST_DOUBT = 0.05;

    private PredictionAgreement() {}

    /**
     * What a model predicts for the target.
     *
     * @param method that the model learnt by
     * @param classes the class number of each sample, [N], N at least 1
     */
    public record Predictions(String method, int[] classes) {}

    /**
     * Estimates the accuracy of a model.
     *
     * @param model whose accuracy is asked for
     * @param all predictions of the same samples, in classes of the same order; of each other method, the first counts
     * @return the estimate; empty if all learnt by the same method. The interval adds up, as independent errors, chance in the choice of samples (95 %),
     *     half of the disagreement, and 5 points
     */
    public static Optional<AccuracyEstimate> of(Predictions model, List<Predictions> all) {
        Map<String, int[]> others = new LinkedHashMap<>();
        all.forEach(one -> others.putIfAbsent(one.method(), one.classes()));
        others.remove(model.method());
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(estimate(
                        others.values().stream()
                                .mapToDouble(classes -> Accuracy.of(classes, model.classes()))
                                .average()
                                .orElseThrow(),
                        model.classes().length));
    }

    private static AccuracyEstimate estimate(double agreement, int samples) {
        MeasuredAccuracy chance = new MeasuredAccuracy((int) Math.round(agreement * samples), samples);
        double doubt = Math.hypot(RELATIVE_DOUBT * (1 - agreement), LEAST_DOUBT);
        double below = Math.hypot(agreement - chance.low(), doubt);
        double above = Math.hypot(chance.high() - agreement, doubt);
        return new AccuracyEstimate(ID, agreement, Math.max(0, agreement - below), Math.min(1, agreement + above));
    }
}
