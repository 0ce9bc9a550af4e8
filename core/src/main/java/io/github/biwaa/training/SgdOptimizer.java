package io.github.biwaa.training;

import io.github.biwaa.network.Parameter;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with Nesterov momentum and weight decay on every parameter, in PyTorch's form (METHOD section 1):
 *
 * <pre>
 * g += decay p;   v = 0.9 v + g (first step v = g);   p -= lr multiplier (g + 0.9 v)
 * </pre>
 *
 * The learning rate stays outside the buffer v.
 */
public final class SgdOptimizer implements AutoCloseable {
    /** Share of v that is kept. */
    public static final double MOMENTUM = 0.9;
    /** Weight decay of every parameter, biases and batch norm too. */
    public static final double WEIGHT_DECAY = 1e-3;
    /** How much faster bottleneck, classifier and the terms' modules learn than the backbone. */
    public static final double HEAD_MULTIPLIER = 10;

    private final List<Slot> slots = new ArrayList<>();

    /** One parameter with its momentum. */
    private record Slot(Parameter parameter, double multiplier, Tensor velocity) {}

    /**
     * Takes parameters over.
     *
     * @param parameters trained at the same speed
     * @param multiplier factor on the learning rate
     */
    public void add(List<Parameter> parameters, double multiplier) {
        for (Parameter parameter : parameters) {
            Tensor values = parameter.tensor();
            // v = 0 at the start gives v = g in the first step.
            slots.add(new Slot(
                    parameter, multiplier, Tensors.keep(values.detach().clone().zero_())));
        }
    }

    /**
     * Changes every parameter that has a gradient, and uses the gradients up: afterwards there are none, and their memory is free for the next
     * forward pass.
     *
     * @param learningRate the rate of multiplier 1
     */
    public void step(double learningRate) {
        Tensors.withoutGradient(() -> {
            for (Slot slot : slots) {
                try (PointerScope scope = new PointerScope()) {
                    update(slot, learningRate * slot.multiplier());
                }
            }
        });
    }

    private static void update(Slot slot, double rate) {
        Tensor values = slot.parameter().tensor();
        Tensor gradient = values.grad();
        if (!gradient.defined()) {
            return;
        }
        // The gradient's own memory serves as g.
        gradient.add_(values, new Scalar(WEIGHT_DECAY));
        slot.velocity().mul_(new Scalar(MOMENTUM)).add_(gradient);
        gradient.add_(slot.velocity(), new Scalar(MOMENTUM));
        values.sub_(gradient, new Scalar(rate));
        values.mutable_grad().reset();
    }

    /** @return the momentum buffers by parameter name; the optimizer's own, not copies */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        slots.forEach(slot -> state.put(slot.parameter().name(), slot.velocity()));
        return state;
    }

    @Override
    public void close() {
        slots.forEach(slot -> Tensors.release(slot.velocity()));
        slots.clear();
    }
}
