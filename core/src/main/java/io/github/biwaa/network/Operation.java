package io.github.biwaa.network;

import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/** A function without parameters as a layer, so that it takes its number in a {@link Sequential}. */
final class Operation extends Layer {
    private final BiFunction<Tensor, Mode, Tensor> function;

    private Operation(BiFunction<Tensor, Mode, Tensor> function) {
        this.function = function;
    }

    static Operation relu() {
        return new Operation((input, mode) -> Activations.reluInPlace(input));
    }

    static Operation maxPool(int kernel, int stride) {
        return new Operation((input, mode) -> Activations.maxPool(input, kernel, stride, 0, false));
    }

    /** Windows may hang over the border. */
    static Operation maxPoolWithCeiling(int kernel, int stride) {
        return new Operation((input, mode) -> Activations.maxPool(input, kernel, stride, 0, true));
    }

    static Operation dropout(double probability) {
        return new Operation((input, mode) -> Activations.dropout(input, probability, mode));
    }

    static Operation dropoutOfChannels(double probability) {
        return new Operation((input, mode) -> Activations.dropoutOfChannels(input, probability, mode));
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return function.apply(input, mode);
    }
}
