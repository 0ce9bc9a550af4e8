package io.github.biwaa.network.convolution;

import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Padding;
import io.github.biwaa.network.layer.Sequential;
import org.jspecify.annotations.Nullable;

/**
 * What networks of inverted residual blocks have in common beside their tables.
 *
 * @param branch the name of a block's branch
 * @param nested whether the last convolution of a branch and its norm are numbered together
 * @param padding of convolutions
 * @param epsilon of batch norms
 * @param momentum of batch norms
 */
public record MobileStyle(String branch, boolean nested, Padding padding, double epsilon, double momentum) {
    private static final double EPSILON = 1e-5;
    private static final double TENSORFLOW_EPSILON = 1e-3;
    private static final double MOMENTUM = 0.1;
    private static final double SLOW_MOMENTUM = 0.01;

    /** MobileNetV2. */
    static MobileStyle flat(Padding padding) {
        return new MobileStyle("conv", false, padding, EPSILON, MOMENTUM);
    }

    /** EfficientNet, and timm's MobileNetV3. */
    static final MobileStyle PYTORCH = new MobileStyle("block", true, Padding.SYMMETRIC, EPSILON, MOMENTUM);
    /** torchvision's MobileNetV3. */
    public static final MobileStyle TORCHVISION_V3 =
            new MobileStyle("block", true, Padding.SYMMETRIC, TENSORFLOW_EPSILON, SLOW_MOMENTUM);
    /** Weights that were trained in TensorFlow. */
    public static final MobileStyle TENSORFLOW =
            new MobileStyle("block", true, Padding.SAME, TENSORFLOW_EPSILON, MOMENTUM);

    /**
     * Convolution, batch norm, activation.
     *
     * @param activation null for none
     */
    Sequential unit(int inputs, int outputs, int kernel, int stride, int groups, @Nullable Operation activation) {
        Sequential unit = new Sequential("all")
                .add(Conv2d.grouped(inputs, outputs, kernel, stride, groups, padding))
                .add(norm(outputs));
        return activation == null ? unit : unit.add(activation);
    }

    BatchNorm norm(int channels) {
        return new BatchNorm(channels, epsilon, momentum);
    }
}
