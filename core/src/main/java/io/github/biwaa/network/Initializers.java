package io.github.biwaa.network;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;

/** Initial values. They are drawn from libtorch's generator, so seed it first. New tensors are in float32 and converted with their layer. */
final class Initializers {

    private Initializers() {}

    static Tensor zeros(long... shape) {
        return Tensors.zeros(Precision.FLOAT32, shape);
    }

    static Tensor ones(long... shape) {
        return Tensors.full(Precision.FLOAT32, 1, shape);
    }

    /** Normal with variance 2 / (fan in + fan out) (Glorot and Bengio 2010): bottleneck, classifier and discriminator. */
    static Tensor xavierNormal(long outputs, long inputs) {
        return zeros(outputs, inputs).normal_(0, Math.sqrt(2.0 / (inputs + outputs)), generator());
    }

    /** Normal with variance 2 / fan out (He et al. 2015): convolutions of a ResNet without weights. */
    static Tensor heNormalFanOut(long outputs, long inputs, long kernel) {
        return zeros(outputs, inputs, kernel, kernel)
                .normal_(0, Math.sqrt(2.0 / (outputs * kernel * kernel)), generator());
    }

    /** Normal with the given standard deviation. */
    static Tensor normal(double deviation, long... shape) {
        return zeros(shape).normal_(0, deviation, generator());
    }

    private static GeneratorOptional generator() {
        Engine.load();
        return new GeneratorOptional();
    }

    /** Uniform within +-bound. */
    static Tensor uniform(double bound, long... shape) {
        return zeros(shape).uniform_(-bound, bound, generator());
    }
}
