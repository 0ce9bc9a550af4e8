package io.github.biwaa.network.layer;

import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * What the host does for a layer while the network learns: it draws what dropout leaves out, and counts. Usually that happens as the layer is passed. A
 * step that is recorded once and repeated (a CUDA graph) has it done before each repetition.
 */
public interface HostWork {
    /** As the layer is passed. */
    HostWork AT_ONCE = new HostWork() {
        @Override
        public Tensor drop(Tensor input, Tensor like, UnaryOperator<Tensor> dropout) {
            return dropout.apply(input);
        }

        @Override
        public void count(Runnable counting) {
            counting.run();
        }
    };

    /**
     * Leaves entries out at random.
     *
     * @param like a tensor in whose shape it is drawn, which can be expanded to the input's
     * @param dropout multiplies what it is given, of the shape of either, by random factors from libtorch's generator
     * @return the input times the factors
     */
    Tensor drop(Tensor input, Tensor like, UnaryOperator<Tensor> dropout);

    /** Does something on the processor alone that happens at each pass. */
    void count(Runnable counting);
}
