package io.github.biwaa.training.step;

import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * The first half of a step of sharpness-aware minimisation (Foret et al. 2021): the weights of a network go uphill to where a loss is worst nearby, and
 * come back when this is closed, to the bit.
 *
 * <pre>e = rho g / (|g| + 1e-12),   g the gradient of the loss by all trained weights together;   w becomes w + e</pre>
 *
 * <p>What a forward pass changes besides, such as the statistics of batch norm, is as if the loss had not been looked at.
 */
final class Ascent implements AutoCloseable {
    private static final double EPSILON = 1e-12;

    private final Map<Tensor, Tensor> before = new LinkedHashMap<>();

    /**
     * Climbs, in the scope of the caller.
     *
     * @param network whose weights climb
     * @param rho length of the way, above 0
     * @param loss of the network, a scalar
     * @param exchange of gradients with other ranks, after the sweep
     */
    Ascent(Layer network, double rho, Supplier<Tensor> loss, Runnable exchange) {
        Map<Tensor, Tensor> buffers = copies(network.namedBuffers().values());
        loss.get().backward();
        exchange.run();
        restore(buffers);
        List<Tensor> climbing = network.trainableParameters().stream()
                .map(Parameter::tensor)
                .filter(weights -> weights.grad().defined())
                .toList();
        before.putAll(copies(climbing));
        Tensors.withoutGradient(() -> climb(climbing, rho));
    }

    private static void climb(List<Tensor> weights, double rho) {
        List<Tensor> norms = new ArrayList<>();
        weights.forEach(one -> norms.add(one.grad().norm().reshape(1)));
        Tensor length = Tensors.concatenate(norms.toArray(Tensor[]::new)).norm();
        Tensor factor = length.add_(Tensors.scalar(EPSILON)).reciprocal_().mul_(Tensors.scalar(rho));
        weights.forEach(one -> {
            one.add_(one.grad().mul(factor));
            one.mutable_grad().reset();
        });
    }

    private static Map<Tensor, Tensor> copies(Iterable<Tensor> tensors) {
        Map<Tensor, Tensor> copies = new LinkedHashMap<>();
        Tensors.withoutGradient(() -> tensors.forEach(tensor -> copies.put(tensor, tensor.clone())));
        return copies;
    }

    private static void restore(Map<Tensor, Tensor> copies) {
        Tensors.withoutGradient(() -> copies.forEach((tensor, copy) -> {
            tensor.copy_(copy);
        }));
    }

    /** Brings the weights back to where they were. */
    @Override
    public void close() {
        restore(before);
    }
}
