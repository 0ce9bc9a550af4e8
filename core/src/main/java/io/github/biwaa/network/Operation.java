package io.github.biwaa.network;

import java.util.function.BiFunction;
import org.bytedeco.pytorch.Tensor;

/** A function without parameters as a layer, so that it takes its number in a {@link Sequential}. */
public final class Operation extends Layer {
    private final BiFunction<Tensor, Mode, Tensor> function;

    private Operation(BiFunction<Tensor, Mode, Tensor> function) {
        this.function = function;
    }

    /** max(x, 0); overwrites its input, see {@link Activations#reluInPlace}. */
    public static Operation relu() {
        return new Operation((input, mode) -> Activations.reluInPlace(input));
    }

    /** The largest value of each window of kernel x kernel; windows stay inside the map. */
    public static Operation maxPool(int kernel, int stride) {
        return new Operation((input, mode) -> Activations.maxPool(input, kernel, stride, 0, false));
    }

    /** The largest value of each window of kernel x kernel; windows may hang over the border. */
    public static Operation maxPoolWithCeiling(int kernel, int stride) {
        return new Operation((input, mode) -> Activations.maxPool(input, kernel, stride, 0, true));
    }

    /** Zeroes entries with probability p while training and scales the rest by 1 / (1 - p). */
    public static Operation dropout(double probability) {
        return new Operation((input, mode) -> Activations.dropout(input, probability, mode));
    }

    /** Zeroes whole channels with probability p while training and scales the rest by 1 / (1 - p). */
    public static Operation dropoutOfChannels(double probability) {
        return new Operation((input, mode) -> Activations.dropoutOfChannels(input, probability, mode));
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        return function.apply(input, ownMode(mode));
    }
}
