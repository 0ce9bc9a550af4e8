package io.github.biwaa.torch;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where a training computes, and in which numbers: everything it makes is made by one placement, so that nothing of another device or format gets in.
 *
 * @param device where tensors live
 * @param precision their number format
 */
public record Placement(Device device, Precision precision) {
    /** float32 on the processor. */
    public static final Placement DEFAULT = new Placement(Device.CPU, Precision.FLOAT32);

    /** @return the precision, on the processor */
    public static Placement onCpu(Precision precision) {
        return new Placement(Device.CPU, precision);
    }

    /** @return zeros of the given shape */
    public Tensor zeros(long... shape) {
        return device.upload(Tensors.zeros(precision, shape));
    }

    /**
     * The same values here: on this device and, unless they are integers, in the format of parameters and losses.
     *
     * @return in the scope of the caller; the tensor itself if it is here already
     */
    public Tensor upload(Tensor tensor) {
        return device.upload(tensor, tensor.is_floating_point() ? precision.scalarType() : tensor.scalar_type());
    }

    /**
     * What a network computes with when its input is this: in bf16 bfloat16, as autocast would make it.
     *
     * @return in the scope of the caller
     */
    public Tensor uploadAsComputed(Tensor tensor) {
        Tensor here = upload(tensor);
        return precision == Precision.BF16 ? here.to(ScalarType.BFloat16) : here;
    }

    /**
     * Computes features: in bfloat16 where that is the precision.
     *
     * @param features made of tensors that are here
     * @return what it returns, in the format of parameters and losses
     */
    @SuppressWarnings("try") // autocast is open, not used
    public Tensor compute(Supplier<Tensor> features) {
        if (precision != Precision.BF16) {
            return features.get();
        }
        Tensor narrow;
        try (Autocast autocast = Autocast.toBfloat16(device)) {
            narrow = features.get();
        }
        return narrow.to(precision.scalarType());
    }
}
