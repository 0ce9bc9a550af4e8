package io.github.biwaa.training.optimizer;

import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.HostNumber;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.bytedeco.pytorch.Tensor;

/** Changes parameters by their gradients. It owns what it remembers from step to step until it is closed. */
public interface Optimizer extends AutoCloseable {

    /**
     * Takes parameters over.
     *
     * @param parameters trained at the same speed
     * @param multiplier factor on the learning rate
     * @param decay weight decay
     */
    void add(List<Parameter> parameters, double multiplier, double decay);

    /**
     * Changes every parameter that has a gradient, and uses the gradients up: afterwards there are none, and their memory is free for the next
     * forward pass.
     *
     * @param learningRate the rate of multiplier 1
     */
    default void step(double learningRate) {
        step(multiplier -> HostNumber.of(learningRate * multiplier));
    }

    /** {@link #step(double)} with the learning rate of each multiplier. */
    void step(DoubleFunction<HostNumber> learningRates);

    /** @return whether a step can be recorded once and repeated with other gradients: all it takes from the host are learning rates */
    boolean isRepeatable();

    /** @return what is remembered, under the names that checkpoints have for it; the optimizer's own, not copies */
    Map<String, Tensor> state();

    @Override
    void close();
}
