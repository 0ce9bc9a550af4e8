package io.github.biwaa.network.foreign;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.layer.Activations;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/** Makes features of what a network of others gives, or says why it cannot. */
final class FeatureOutput {
    private static final int ROWS = 2;
    private static final int TOKENS = 3;
    private static final int MAP = 4;

    private FeatureOutput() {}

    /**
     * Features of a batch.
     *
     * @param output [N, width], or a map [N, width, H, W], which is averaged over its places
     * @param batch N
     * @param file for messages
     * @return [N, width]
     * @throws BiwaaException if the output has another shape
     */
    static Tensor features(Tensor output, long batch, Object file) {
        long[] shape = output.shape();
        String said = "the network " + file + " gives " + Arrays.toString(shape) + " for " + batch
                + " pictures, expected [" + batch + ", width], or a map [" + batch + ", width, height, width]";
        if (shape.length == TOKENS) {
            throw new BiwaaException(
                    said + ". These look like tokens: choose the class token, or their mean, before you"
                            + " write the file, such as output[:, 0].");
        }
        if (shape.length != ROWS && shape.length != MAP || shape[1] < 1) {
            throw new BiwaaException(said + ".");
        }
        if (shape[0] != batch) {
            throw new BiwaaException(said + ". Write the file with a batch size that is not fixed"
                    + " (torch.onnx.export: dynamic_axes; torch.jit.trace: no sizes as numbers).");
        }
        return shape.length == MAP ? Activations.globalAveragePool(output) : output;
    }
}
