package io.github.biwaa.network.layer;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** Initial values. They are drawn from libtorch's generator, so seed it first. New tensors are in float32 and converted with their layer. */
public final class Initializers {

    private static final ThreadLocal<Boolean> SHAPES_ONLY = ThreadLocal.withInitial(() -> false);

    private Initializers() {}

    static Tensor zeros(long... shape) {
        return Tensors.zeros(Precision.FLOAT32, shape);
    }

    static Tensor ones(long... shape) {
        return constant(1, shape);
    }

    static Tensor constant(double value, long... shape) {
        return Tensors.full(Precision.FLOAT32, value, shape);
    }

    /**
     * Makes layers only to look at the names and shapes of their tensors: values are neither drawn nor set, which would take seconds for a large
     * network.
     */
    public static <L extends Layer> L shapesOnly(Supplier<L> layer) {
        SHAPES_ONLY.set(true);
        try {
            return layer.get();
        } finally {
            SHAPES_ONLY.remove();
        }
    }

    /** Normal with variance 2 / (fan in + fan out) (Glorot and Bengio 2010): bottleneck, classifier and discriminator. */
    static Tensor xavierNormal(long outputs, long inputs) {
        return normal(Math.sqrt(2.0 / (inputs + outputs)), outputs, inputs);
    }

    /** Normal with variance 2 / fan out (He et al. 2015): convolutions of a ResNet without weights. */
    static Tensor heNormalFanOut(long outputs, long inputs, long kernel) {
        return normal(Math.sqrt(2.0 / (outputs * kernel * kernel)), outputs, inputs, kernel, kernel);
    }

    /** Normal with the given standard deviation. */
    public static Tensor normal(double deviation, long... shape) {
        Engine.load();
        return drawn(zeros -> zeros.normal_(0, deviation, new GeneratorOptional()), shape);
    }

    /** Uniform within +-bound. */
    static Tensor uniform(double bound, long... shape) {
        Engine.load();
        return drawn(zeros -> zeros.uniform_(-bound, bound, new GeneratorOptional()), shape);
    }

    private static Tensor drawn(UnaryOperator<Tensor> draw, long... shape) {
        return SHAPES_ONLY.get() ? Tensors.emptyFloats(shape) : draw.apply(zeros(shape));
    }
}
