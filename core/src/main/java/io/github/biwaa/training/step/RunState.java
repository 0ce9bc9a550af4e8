package io.github.biwaa.training.step;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.optimizer.Optimizer;
import io.github.biwaa.training.optimizer.WeightAverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Everything of a run that carries over from one step to the next as tensors. Samplers, augmentation and dropout are functions of (seed, run, step)
 * and carry nothing.
 *
 * @param network weights and batch norm statistics
 * @param objective the terms' modules, such as the discriminator, and their state, such as the centroids
 * @param optimizer what it remembers, such as momentum
 * @param average of the weights, where one is wanted: it is then scored and saved in their place
 * @param pseudoLabels the table
 */
public record RunState(
        AdaptationNetwork network,
        Objective objective,
        Optimizer optimizer,
        Optional<WeightAverage> average,
        PseudoLabels pseudoLabels) {
    private static final String PSEUDO_LABELS = "pseudoLabels";

    /** Without an average. */
    public RunState(AdaptationNetwork network, Objective objective, Optimizer optimizer, PseudoLabels pseudoLabels) {
        this(network, objective, optimizer, Optional.empty(), pseudoLabels);
    }

    /** @return what an action returns that scores or saves the network, with the weights that are meant for it */
    public <T> T withFinalWeights(Supplier<T> action) {
        return average.isPresent() ? average.get().during(action) : action.get();
    }

    /** @return all by name; the run's own, not copies */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        network.namedTensors().forEach((name, tensor) -> tensors.put("network." + name, tensor));
        objective.state().forEach((name, tensor) -> tensors.put("objective." + name, tensor));
        tensors.putAll(optimizer.state());
        average.ifPresent(weights -> tensors.putAll(weights.state()));
        tensors.put(PSEUDO_LABELS, pseudoLabels.table());
        return tensors;
    }

    /** @return what a step changes before its update, but for pseudo-labels: batch norm statistics and the state of the terms; the run's own */
    List<Tensor> changedBeforeUpdate() {
        Map<String, Tensor> terms = new LinkedHashMap<>(objective.state());
        objective.parameters().forEach(parameter -> terms.remove(parameter.name()));
        List<Tensor> tensors = new ArrayList<>(network.namedBuffers().values());
        tensors.addAll(terms.values());
        return tensors;
    }

    /**
     * Takes over what {@link #tensors} once were.
     *
     * @throws BiwaaException if these are not the tensors of such a run; nothing is changed then
     */
    void restore(StateDict saved) {
        Map<String, Tensor> own = tensors();
        if (!saved.names().equals(own.keySet())) {
            throw new BiwaaException("its tensors are those of another network or method");
        }
        own.forEach((name, tensor) -> {
            Tensor value = saved.required(name);
            if (!Arrays.equals(value.shape(), tensor.shape())
                    || value.scalar_type().intern() != tensor.scalar_type().intern()) {
                throw new BiwaaException("its tensor " + name + " has the shape " + Arrays.toString(value.shape())
                        + ", expected " + Arrays.toString(tensor.shape()));
            }
        });
        own.remove(PSEUDO_LABELS);
        Tensors.withoutGradient(() -> own.forEach((name, tensor) -> {
            try (PointerScope scope = new PointerScope()) {
                tensor.copy_(saved.required(name));
            }
        }));
        pseudoLabels.restore(saved.required(PSEUDO_LABELS));
    }

    /** @return whether no tensor holds a NaN or an infinity */
    boolean isFinite() {
        for (Tensor tensor : tensors().values()) {
            try (PointerScope scope = new PointerScope()) {
                if (!tensor.isfinite().all().item_bool()) {
                    return false;
                }
            }
        }
        return true;
    }
}
