package io.github.biwaa.training.optimizer;

import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Another optimizer with gradients that are clipped by their norm: with {@code total} the length of the vector of all of them, each is multiplied by
 * {@code min(1, largest / (total + 1e-6))}. Nothing is read from a GPU.
 */
public final class ClippedOptimizer implements Optimizer {
    private static final double EPSILON = 1e-6;

    private final Optimizer optimizer;
    private final double largest;
    private final List<Parameter> all = new ArrayList<>();

    /**
     * @param optimizer owned by this one from now on
     * @param largest length of the vector of all gradients, above 0
     */
    public ClippedOptimizer(Optimizer optimizer, double largest) {
        this.optimizer = optimizer;
        this.largest = largest;
    }

    @Override
    public void add(List<Parameter> parameters, double multiplier, double decay) {
        optimizer.add(parameters, multiplier, decay);
        all.addAll(parameters);
    }

    @Override
    public void step(DoubleFunction<HostNumber> learningRates) {
        Tensors.withoutGradient(() -> {
            try (PointerScope scope = new PointerScope()) {
                clip(all.stream()
                        .map(parameter -> parameter.tensor().grad())
                        .filter(Tensor::defined)
                        .toArray(Tensor[]::new));
            }
        });
        optimizer.step(learningRates);
    }

    @Override
    public boolean isRepeatable() {
        return optimizer.isRepeatable();
    }

    private void clip(Tensor... gradients) {
        if (gradients.length > 0) {
            Tensor[] norms = new Tensor[gradients.length];
            for (int i = 0; i < norms.length; i++) {
                norms[i] = gradients[i].norm().reshape(1);
            }
            Tensor total = Tensors.concatenate(norms).norm();
            Tensor factor = total.add_(Tensors.scalar(EPSILON))
                    .reciprocal_()
                    .mul_(Tensors.scalar(largest))
                    .clamp_max_(Tensors.scalar(1.0));
            for (Tensor gradient : gradients) {
                gradient.mul_(factor);
            }
        }
    }

    @Override
    public Map<String, Tensor> state() {
        return optimizer.state();
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
