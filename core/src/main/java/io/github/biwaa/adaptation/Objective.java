package io.github.biwaa.adaptation;

import io.github.biwaa.adaptation.classification.SourceClassification;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.WholeTarget;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** The total loss of a method: the sum of its terms. It owns them. */
public final class Objective implements AutoCloseable {
    private final List<LossTerm> terms;
    private final Map<String, Double> weights;

    /** {@link #Objective(List, Map)} in which all terms count alike. */
    public Objective(List<LossTerm> terms) {
        this(terms, Map.of());
    }

    /**
     * @param terms at least one; their names, by which a checkpoint tells them apart, are all different
     * @param weights what the losses of some terms are multiplied by, by their name; 1 for all others
     * @throws IllegalArgumentException if there is none, if two have the same name, or if a weight is of no term
     */
    public Objective(List<LossTerm> terms, Map<String, Double> weights) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("an objective needs at least one term");
        }
        Set<String> names = new HashSet<>();
        for (LossTerm term : terms) {
            if (!names.add(term.name())) {
                throw new IllegalArgumentException("two loss terms named " + term.name());
            }
        }
        if (!names.containsAll(weights.keySet())) {
            throw new IllegalArgumentException("weights of " + weights.keySet() + ", but the terms are " + names);
        }
        this.terms = List.copyOf(terms);
        this.weights = Map.copyOf(weights);
    }

    /** @return the terms, in order; still owned by this objective */
    public List<LossTerm> terms() {
        return terms;
    }

    /** @return the weighted sum of all terms for one step, with the metrics of all, led by {@code totalLoss} */
    public LossTerm.Contribution evaluate(StepContext step) {
        Tensor total = null;
        List<Metric> metrics = new ArrayList<>();
        for (LossTerm term : terms) {
            LossTerm.Contribution part = term.contribution(step);
            Tensor loss = weights.containsKey(term.name())
                    ? Tensors.times(part.loss(), weights.get(term.name()))
                    : part.loss();
            total = total == null ? loss : total.add(loss);
            metrics.addAll(part.metrics());
        }
        Objects.requireNonNull(total, "a method without terms");
        metrics.add(0, Metric.of("totalLoss", total));
        return new LossTerm.Contribution(total, metrics);
    }

    /**
     * The classification of the source alone, which is what sharpness is measured of (SDAT, Rangwani et al. 2022).
     *
     * @param logits of the source's batch, [B, K]
     * @param labels y_s, [B]
     * @throws IllegalStateException if no term classifies the source
     */
    public Tensor sourceLoss(Tensor logits, Tensor labels) {
        return terms.stream()
                .filter(SourceClassification.class::isInstance)
                .map(term -> ((SourceClassification) term).loss(logits, labels))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no term classifies the source"));
    }

    /** @return whether a term needs {@link StepContext#views} */
    public boolean needsViews() {
        return terms.stream().anyMatch(LossTerm::needsViews);
    }

    /** @return whether a term is to be shown all of the target before a step */
    public boolean wantsTarget(long iteration) {
        return terms.stream().anyMatch(term -> term.wantsTarget(iteration));
    }

    /** Shows all of the target to the terms that want to see it before a step. */
    public void show(long iteration, WholeTarget target) {
        terms.stream().filter(term -> term.wantsTarget(iteration)).forEach(term -> term.see(target));
    }

    /** @return the parameters of the terms' own modules, named {@code term.parameter} */
    public List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        for (LossTerm term : terms) {
            term.module().ifPresent(module -> module.trainableParameters()
                    .forEach(own -> parameters.add(new Parameter(term.name() + "." + own.name(), own.tensor()))));
        }
        return parameters;
    }

    /** @return everything of the terms that carries over from step to step, named {@code term.tensor} */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (LossTerm term : terms) {
            term.module().ifPresent(module -> module.namedTensors()
                    .forEach((name, tensor) -> state.put(term.name() + "." + name, tensor)));
            term.state().forEach((name, tensor) -> state.put(term.name() + "." + name, tensor));
        }
        return state;
    }

    @Override
    public void close() {
        terms.forEach(LossTerm::close);
    }
}
