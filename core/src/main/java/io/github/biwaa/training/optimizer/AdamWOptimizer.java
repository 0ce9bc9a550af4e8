package io.github.biwaa.training.optimizer;

import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * AdamW (Loshchilov and Hutter 2019) in PyTorch's form; t counts the steps in which a group of parameters had gradients, from 1:
 *
 * <pre>
 * p *= 1 - lr decay;   m += 0.1 (g - m);   v = 0.999 v + 0.001 g^2
 * p -= lr / (1 - 0.9^t) m / (sqrt(v) / sqrt(1 - 0.999^t) + 1e-8)
 * </pre>
 */
public final class AdamWOptimizer implements Optimizer {
    private static final double FIRST = 0.9;
    private static final double SECOND = 0.999;
    private static final double EPSILON = 1e-8;

    private final List<Group> groups = new ArrayList<>();

    /** Parameters that learn at one speed, and t, which lies on the CPU. */
    private record Group(List<Slot> slots, double multiplier, double decay, Tensor steps) {}

    /** One parameter with m and v. */
    private record Slot(Parameter parameter, Tensor mean, Tensor square) {
        static Slot of(Parameter parameter) {
            Tensor values = parameter.tensor().detach();
            return new Slot(
                    parameter,
                    Tensors.keep(values.clone().zero_()),
                    Tensors.keep(values.clone().zero_()));
        }
    }

    @Override
    public void add(List<Parameter> parameters, double multiplier, double decay) {
        if (!parameters.isEmpty()) {
            groups.add(new Group(
                    parameters.stream().map(Slot::of).toList(),
                    multiplier,
                    decay,
                    Tensors.keep(Tensors.of(new long[] {0}, 1))));
        }
    }

    @Override
    public void step(DoubleFunction<HostNumber> learningRates) {
        Tensors.withoutGradient(() -> groups.forEach(group -> {
            try (PointerScope scope = new PointerScope()) {
                update(group, learningRates.apply(group.multiplier()).value());
            }
        }));
    }

    /** It counts its steps. */
    @Override
    public boolean isRepeatable() {
        return false;
    }

    private static void update(Group group, double rate) {
        List<Slot> active = group.slots().stream()
                .filter(slot -> slot.parameter().tensor().grad().defined())
                .toList();
        if (active.isEmpty()) {
            return;
        }
        group.steps().add_(Tensors.of(new long[] {1}, 1));
        long t = Tensors.toLongs(group.steps())[0];
        double size = rate / (1 - Math.pow(FIRST, t));
        double rootOfCorrection = Math.sqrt(1 - Math.pow(SECOND, t));
        for (Slot slot : active) {
            try (PointerScope scope = new PointerScope()) {
                Tensor values = slot.parameter().tensor();
                Tensor gradient = values.grad();
                values.mul_(Tensors.scalar(1 - rate * group.decay()));
                slot.mean().lerp_(gradient, Tensors.scalar(1 - FIRST));
                slot.square().mul_(Tensors.scalar(SECOND)).addcmul_(gradient, gradient, Tensors.scalar(1 - SECOND));
                // The gradient's own memory serves as the divisor.
                gradient.copy_(slot.square())
                        .sqrt_()
                        .div_(Tensors.scalar(rootOfCorrection))
                        .add_(Tensors.scalar(EPSILON));
                values.addcdiv_(slot.mean(), gradient, Tensors.scalar(-size));
                values.mutable_grad().reset();
            }
        }
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        for (Group group : groups) {
            group.slots().forEach(slot -> {
                state.put("mean." + slot.parameter().name(), slot.mean());
                state.put("square." + slot.parameter().name(), slot.square());
            });
            state.put("steps." + group.slots().get(0).parameter().name(), group.steps());
        }
        return state;
    }

    @Override
    public void close() {
        state().values().forEach(Tensors::release);
        groups.clear();
    }
}
