package io.github.biwaa.network.foreign;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The network of an ONNX file, in ONNX Runtime on the processor. It has no parameters that could be trained. */
final class OnnxBackbone extends Backbone {
    /** Fixed batches are found by one that is larger than the usual one. */
    private static final int PROBE = 2;

    private static final int AXES = 4;
    private static final int HEIGHT = 2;

    private final Path file;
    private final OnnxSession session;
    private final String inputName;
    private final int width;

    /** @throws BiwaaException if the file's network does not turn such pictures into features */
    OnnxBackbone(Path file, int channels, int size) {
        this.file = file;
        this.session = OnnxSession.open(file);
        try (PointerScope scope = new PointerScope()) {
            this.inputName = input(file, session).getKey();
            requireFit(input(file, session).getValue(), channels, size);
            Tensor probe = Tensors.zeros(Precision.FLOAT32, PROBE, channels, size, size);
            this.width = (int) computed(probe).size(1);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** @return the pictures that a file's network sees */
    static BackboneInput input(Path file) {
        try (OnnxSession session = OnnxSession.open(file)) {
            long[] shape = input(file, session).getValue();
            return InputMetadata.input(file, session.metadata(), fixed(shape[1]), fixed(shape[HEIGHT]));
        }
    }

    private static Optional<Integer> fixed(long extent) {
        return extent > 0 ? Optional.of(Math.toIntExact(extent)) : Optional.empty();
    }

    private static Map.Entry<String, long[]> input(Path file, OnnxSession session) {
        Map<String, long[]> inputs = session.inputs();
        Map.Entry<String, long[]> first = inputs.entrySet().iterator().next();
        if (inputs.size() != 1 || first.getValue().length != AXES) {
            throw new BiwaaException("the network " + file + " has the inputs " + inputs.keySet()
                    + ", expected one, a tensor of pictures [N, channels, height, width].");
        }
        return first;
    }

    private void requireFit(long[] shape, int channels, int size) {
        if (shape[0] > 0) {
            throw new BiwaaException("the network " + file + " takes exactly " + shape[0]
                    + (shape[0] == 1 ? " picture" : " pictures")
                    + " at once, expected any number. Write the file with a"
                    + " batch size that is not fixed (torch.onnx.export: dynamic_axes).");
        }
        for (int axis = 1; axis < AXES; axis++) {
            int offered = axis == 1 ? channels : size;
            if (shape[axis] > 0 && shape[axis] != offered) {
                throw new BiwaaException(
                        "the network " + file + " takes pictures of " + shape[1] + " x " + shape[HEIGHT] + " x "
                                + shape[AXES - 1] + " (channels, height, width; -1 is any), not of " + channels + " x "
                                + size + " x " + size
                                + ". Leave image-size and channels out, and they follow the file.");
            }
        }
    }

    @Override
    public Optional<Path> file() {
        return Optional.of(file);
    }

    @Override
    public int featureWidth() {
        return width;
    }

    @Override
    protected Tensor features(Tensor images, Mode mode) {
        return Device.of(images).upload(computed(images)).to(images.scalar_type());
    }

    private Tensor computed(Tensor images) {
        try {
            return FeatureOutput.features(session.run(inputName, images), images.size(0), file);
        } catch (BiwaaException e) {
            throw String.valueOf(e.getMessage()).contains(file.toString())
                    ? e
                    : new BiwaaException("the network " + file + " cannot compute features: " + e.getMessage(), e);
        }
    }

    @Override
    public List<Stage> stages() {
        return List.of();
    }

    @Override
    public void close() {
        super.close();
        session.close();
    }
}
