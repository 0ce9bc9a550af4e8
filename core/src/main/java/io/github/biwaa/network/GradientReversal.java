package io.github.biwaa.network;

import io.github.biwaa.torch.HostNumber;
import org.bytedeco.pytorch.Tensor;

/**
 * The identity whose gradient is multiplied by a negative number (Ganin et al. 2016): what follows is trained to tell the domains apart, what
 * comes before to make that impossible.
 */
public final class GradientReversal {

    private GradientReversal() {}

    /**
     * {@code x} in the forward pass; in the backward sweep the gradient is multiplied by {@code -coefficient}.
     *
     * <p>Written with detach: {@code stop(x) - c (x - stop(x))}. The bracket is exactly zero, so the value is {@code x} to the last bit.
     *
     * @param coefficient c, from 0
     */
    public static Tensor reverse(Tensor x, HostNumber coefficient) {
        Tensor value = x.detach();
        return value.sub(coefficient.times(x.sub(value)));
    }
}
