package io.github.biwaa.training.optimizer;

import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.FusedSgd;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.Predicate;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with Nesterov momentum and weight decay on every parameter, in PyTorch's form (docs/method.md):
 *
 * <pre>
 * g += decay p;   v = 0.9 v + g (first step v = g);   p -= lr multiplier (g + 0.9 v)
 * </pre>
 *
 * The learning rate stays outside the buffer v. On a GPU, where each operation on each tensor would be a launch of its own, one kernel does this for
 * all parameters of a speed.
 */
public final class SgdOptimizer implements Optimizer {
    /** Share of v that is kept. */
    public static final double MOMENTUM = 0.9;
    /** The usual weight decay of every parameter, biases and batch norm too. */
    public static final double WEIGHT_DECAY = 1e-3;
    /** How much faster bottleneck, classifier and the terms' modules learn than the backbone. */
    public static final double HEAD_MULTIPLIER = 10;

    private final List<Group> groups = new ArrayList<>();
    private final Predicate<Tensor> fuse;

    /** Parameters that learn at one speed. */
    private record Group(List<Slot> slots, double multiplier, double decay) {}

    /** One parameter with its momentum. */
    private record Slot(Parameter parameter, Tensor velocity) {}

    /** Begins without parameters. */
    public SgdOptimizer() {
        this(Tensor::is_cuda);
    }

    /** @param fuse which parameters are updated by the fused kernel; its last bit differs from the formula */
    public SgdOptimizer(Predicate<Tensor> fuse) {
        this.fuse = fuse;
    }

    /** {@link #add(List, double, double)} with {@link #WEIGHT_DECAY}. */
    public void add(List<Parameter> parameters, double multiplier) {
        add(parameters, multiplier, WEIGHT_DECAY);
    }

    @Override
    public void add(List<Parameter> parameters, double multiplier, double decay) {
        List<Slot> slots = new ArrayList<>();
        for (Parameter parameter : parameters) {
            Tensor values = parameter.tensor();
            // v = 0 at the start gives v = g in the first step.
            slots.add(new Slot(parameter, Tensors.keep(values.detach().clone().zero_())));
        }
        groups.add(new Group(slots, multiplier, decay));
    }

    @Override
    public void step(DoubleFunction<HostNumber> learningRates) {
        Tensors.withoutGradient(() -> {
            for (Group group : groups) {
                try (PointerScope scope = new PointerScope()) {
                    update(group.slots(), learningRates.apply(group.multiplier()), group.decay());
                }
            }
        });
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    private void update(List<Slot> slots, HostNumber rate, double decay) {
        FusedSgd fused = new FusedSgd();
        for (Slot slot : slots) {
            try (PointerScope scope = new PointerScope()) {
                Tensor values = slot.parameter().tensor();
                Tensor gradient = values.grad();
                if (gradient.defined()) {
                    if (!fuse.test(values) || !fused.add(values, gradient, slot.velocity())) {
                        update(values, gradient, slot.velocity(), rate, decay);
                    }
                    values.mutable_grad().reset();
                }
            }
        }
        fused.step(rate, MOMENTUM, decay);
    }

    private static void update(Tensor values, Tensor gradient, Tensor velocity, HostNumber rate, double decay) {
        // The gradient's own memory serves as g.
        gradient.add_(values, new Scalar(decay));
        velocity.mul_(new Scalar(MOMENTUM)).add_(gradient);
        gradient.add_(velocity, new Scalar(MOMENTUM));
        rate.subtractTimes(values, gradient);
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        groups.forEach(group -> group.slots()
                .forEach(slot -> state.put("momentum." + slot.parameter().name(), slot.velocity())));
        return state;
    }

    @Override
    public void close() {
        groups.forEach(group -> group.slots().forEach(slot -> Tensors.release(slot.velocity())));
        groups.clear();
    }
}
