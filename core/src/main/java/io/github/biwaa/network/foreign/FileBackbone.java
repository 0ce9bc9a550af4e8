package io.github.biwaa.network.foreign;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The network of a file: makes features of what it returns, or says why it cannot. */
abstract class FileBackbone extends Backbone {
    /** Fixed batches are found by one that is larger than the usual one. */
    private static final int PROBE = 2;

    private static final int ROWS = 2;
    private static final int TOKENS = 3;
    private static final int MAP = 4;

    private final Path file;
    private int width;

    FileBackbone(Path file) {
        this.file = file;
    }

    /**
     * What the network returns.
     *
     * @throws BiwaaException if it cannot compute it, or it is no tensor; the message names the file
     */
    abstract Tensor output(Tensor images, Mode mode);

    /** @throws BiwaaException if the file says that its network takes other pictures */
    void requireFit(int channels, int size) {}

    /**
     * Finds the width of the features; the last act of a constructor.
     *
     * @throws BiwaaException if the network does not turn such pictures into features; it is closed then
     */
    final void probe(int channels, int size) {
        try (PointerScope scope = new PointerScope()) {
            requireFit(channels, size);
            Tensor pictures = Tensors.zeros(Precision.FLOAT32, PROBE, channels, size, size);
            width = (int) Tensors.withoutGradient(() -> features(pictures, Mode.EVALUATION))
                    .size(1);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public final Optional<Path> file() {
        return Optional.of(file);
    }

    @Override
    public final int featureWidth() {
        return width;
    }

    /** {@return what messages begin with} */
    final String described() {
        return "the network " + file;
    }

    @Override
    protected final Tensor features(Tensor images, Mode mode) {
        Tensor output = output(images, mode);
        long batch = images.size(0);
        long[] shape = output.shape();
        String said = described() + " gives " + Arrays.toString(shape) + " for " + batch + " pictures, expected ["
                + batch + ", width], or a map [" + batch + ", width, height, width]";
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
        Tensor features = shape.length == MAP ? Activations.globalAveragePool(output) : output;
        return features.to(images.scalar_type());
    }
}
