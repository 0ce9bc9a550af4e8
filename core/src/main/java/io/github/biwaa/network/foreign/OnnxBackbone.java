package io.github.biwaa.network.foreign;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The network of an ONNX file, in ONNX Runtime on the processor. It has no parameters that could be trained. */
final class OnnxBackbone extends FileBackbone {
    private static final int AXES = 4;
    private static final int HEIGHT = 2;

    private final OnnxSession session;
    private final String inputName;
    private final long[] shape;

    /** @throws BiwaaException if the file's network does not turn such pictures into features */
    OnnxBackbone(Path file, int channels, int size) {
        super(file);
        this.session = OnnxSession.open(file);
        Map.Entry<String, long[]> input = input(file, session);
        this.inputName = input.getKey();
        this.shape = input.getValue();
        probe(channels, size);
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

    @Override
    void requireFit(int channels, int size) {
        if (shape[0] > 0) {
            throw new BiwaaException(described() + " takes exactly " + shape[0]
                    + (shape[0] == 1 ? " picture" : " pictures")
                    + " at once, expected any number. Write the file with a"
                    + " batch size that is not fixed (torch.onnx.export: dynamic_axes).");
        }
        for (int axis = 1; axis < AXES; axis++) {
            int offered = axis == 1 ? channels : size;
            if (shape[axis] > 0 && shape[axis] != offered) {
                throw new BiwaaException(described() + " takes pictures of " + shape[1] + " x " + shape[HEIGHT] + " x "
                        + shape[AXES - 1] + " (channels, height, width; -1 is any), not of " + channels + " x "
                        + size + " x " + size
                        + ". Leave image-size and channels out, and they follow the file.");
            }
        }
    }

    @Override
    Tensor output(Tensor images, Mode mode) {
        try {
            return Device.of(images).upload(session.run(inputName, images));
        } catch (BiwaaException e) {
            throw new BiwaaException(described() + " cannot compute features: " + e.getMessage(), e);
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
