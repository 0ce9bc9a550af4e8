package io.github.biwaa.training.optimizer;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The exponential moving average of a network's weights and running statistics over the steps of a training:
 *
 * <pre>e += (1 - d) (p - e),   d = min(decay, 1 - (1 + i)^(-2/3))</pre>
 *
 * after step i, from 0. So the first step leaves a copy, and an average over few steps forgets where it began (timm's rule). Counters are copied.
 */
public final class WeightAverage implements AutoCloseable {
    private static final double POWER = -2.0 / 3;

    private final Map<String, Tensor> own = new LinkedHashMap<>();
    private final Map<String, Tensor> averages = new LinkedHashMap<>();
    private final double decay;

    /**
     * Begins with the network as it is.
     *
     * @param network what is averaged; its frozen parameters, which do not change, are left out
     * @param decay d in the long run, above 0 and below 1
     */
    public WeightAverage(Layer network, double decay) {
        this.decay = decay;
        for (Parameter parameter : network.trainableParameters()) {
            own.put(parameter.name(), parameter.tensor());
        }
        own.putAll(network.namedBuffers());
        own.forEach((name, tensor) ->
                averages.put(name, Tensors.keep(tensor.detach().clone())));
    }

    /** @param iteration i, from 0, whose update was made */
    public void update(long iteration) {
        double kept = Math.min(decay, 1 - Math.pow(1.0 + iteration, POWER));
        Tensors.withoutGradient(() -> own.forEach((name, tensor) -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor average = requireNonNull(averages.get(name));
                if (tensor.is_floating_point()) {
                    average.lerp_(tensor.detach(), Tensors.scalar(1 - kept));
                } else {
                    average.copy_(tensor);
                }
            }
        }));
    }

    /**
     * Does something with the averages in place of the network's own weights, which are back afterwards, bit by bit.
     *
     * @param action must not train
     */
    public <T> T during(Supplier<T> action) {
        swap();
        try {
            return action.get();
        } finally {
            swap();
        }
    }

    private void swap() {
        Tensors.withoutGradient(() -> own.forEach((name, tensor) -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor average = requireNonNull(averages.get(name));
                Tensor before = tensor.detach().clone();
                tensor.copy_(average);
                average.copy_(before);
            }
        }));
    }

    /** @return the averages, under the names that checkpoints have for them; its own, not copies */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        averages.forEach((name, average) -> state.put("average." + name, average));
        return state;
    }

    @Override
    public void close() {
        averages.values().forEach(Tensors::release);
        averages.clear();
        own.clear();
    }
}
