package io.github.biwaa.adaptation;

import io.github.biwaa.network.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

/** The total loss of a method: the sum of its terms. It owns them. */
public final class Objective implements AutoCloseable {
    private final List<LossTerm> terms;

    /**
     * @param terms at least one; their names, by which a checkpoint tells them apart, are all different
     * @throws IllegalArgumentException if there is none, or if two have the same name
     */
    public Objective(List<LossTerm> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("an objective needs at least one term");
        }
        Set<String> names = new HashSet<>();
        for (LossTerm term : terms) {
            if (!names.add(term.name())) {
                throw new IllegalArgumentException("two loss terms named " + term.name());
            }
        }
        this.terms = List.copyOf(terms);
    }

    /** @return the terms, in order; still owned by this objective */
    public List<LossTerm> terms() {
        return terms;
    }

    /** @return the sum of all terms for one step, with the metrics of all, led by {@code totalLoss} */
    public LossTerm.Contribution evaluate(StepContext step) {
        Tensor total = null;
        List<Metric> metrics = new ArrayList<>();
        for (LossTerm term : terms) {
            LossTerm.Contribution part = term.contribution(step);
            total = total == null ? part.loss() : total.add(part.loss());
            metrics.addAll(part.metrics());
        }
        metrics.add(0, Metric.of("totalLoss", total));
        return new LossTerm.Contribution(total, metrics);
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
