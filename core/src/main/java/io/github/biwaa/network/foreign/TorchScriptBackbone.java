package io.github.biwaa.network.foreign;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Engine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.ExtraFilesMap;
import org.bytedeco.pytorch.GraphOptimizerEnabledGuard;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NamedTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.named_buffer_iterator;
import org.bytedeco.pytorch.named_buffer_list;
import org.bytedeco.pytorch.named_parameter_iterator;
import org.bytedeco.pytorch.named_parameter_list;
import org.jspecify.annotations.Nullable;

/** The network of a TorchScript file. Its parameters are trained as those of any other backbone; all of them are one stage. */
final class TorchScriptBackbone extends FileBackbone {
    static final List<String> STAGES = List.of("network");

    private static final String METADATA = "metadata.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final Script script;
    private final boolean multipliesMatrices;

    /** @throws BiwaaException if the file's network does not turn such pictures into features */
    TorchScriptBackbone(Path file, int channels, int size) {
        super(file);
        Engine.load();
        // A name of its own, so that nothing in it is taken for a head.
        this.script = child("script", new Script(described(), load(file, new ExtraFilesMap())));
        multipliesMatrices = numbers(2) > numbers(4);
        probe(channels, size);
    }

    /** @return the pictures that a file's network sees */
    static BackboneInput input(Path file) {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            ExtraFilesMap extra = new ExtraFilesMap();
            BytePointer name = new BytePointer(METADATA);
            extra.put(name, new BytePointer("", StandardCharsets.UTF_8));
            load(file, extra).releaseReference();
            return InputMetadata.input(file, metadata(file, extra.get(name)), Optional.empty(), Optional.empty());
        }
    }

    private static Map<String, String> metadata(Path file, @Nullable BytePointer content) {
        byte[] bytes = content == null ? new byte[0] : content.getStringBytes();
        try {
            return bytes.length == 0 ? Map.of() : JSON.readValue(bytes, new TypeReference<Map<String, String>>() {});
        } catch (IOException e) {
            throw new BiwaaException("cannot use " + file + ": its " + METADATA + " is no JSON object of texts.", e);
        }
    }

    /** @return the caller's to release */
    private static JitModule load(Path file, ExtraFilesMap extra) {
        try {
            JitModule module = torch.load(file.toString(), new DeviceOptional(), extra, true);
            module.retainReference();
            return module;
        } catch (RuntimeException e) {
            throw new BiwaaException(
                    "cannot read " + file + " as TorchScript, expected what torch.jit.save writes of a"
                            + " scripted or traced network: " + firstLine(e)
                            + " If the file contains only weights, name its backbone: --backbone NAME --weights FILE.",
                    e);
        }
    }

    private static String firstLine(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
    }

    /** @return how many numbers its parameters of so many dimensions hold */
    private long numbers(int dimensions) {
        return trainableParameters().stream()
                .map(Parameter::tensor)
                .filter(tensor -> tensor.dim() == dimensions)
                .mapToLong(Tensor::numel)
                .sum();
    }

    /** Transformers keep most of their parameters in matrices, convolutional networks in filters. */
    @Override
    protected boolean multipliesMatrices() {
        return multipliesMatrices;
    }

    @Override
    Tensor output(Tensor images, Mode mode) {
        return script.forward(images, mode);
    }

    @Override
    public List<Stage> stages() {
        return List.of(new Stage(STAGES.get(0), List.of(script)));
    }

    /** The module, whose tensors are this layer's. */
    private static final class Script extends Layer {
        private final String described;
        private final JitModule module;
        private volatile boolean trains;

        /** @param described what messages begin with */
        Script(String described, JitModule module) {
            this.described = described;
            this.module = module;
            module.eval();
            try (PointerScope scope = new PointerScope()) {
                named_parameter_list parameters = module.named_parameters();
                for (named_parameter_iterator i = parameters.begin(); i.notEquals(parameters.end()); i.increment()) {
                    register(i.access(), true);
                }
                named_buffer_list buffers = module.named_buffers();
                for (named_buffer_iterator i = buffers.begin(); i.notEquals(buffers.end()); i.increment()) {
                    register(i.access(), false);
                }
            }
        }

        /** What the iterator shows is its own and gone with it. */
        private void register(NamedTensor named, boolean trained) {
            Tensor tensor = new Tensor(named.value());
            String name = named.name().getString();
            if (trained && tensor.is_floating_point()) {
                parameter(name, tensor);
            } else {
                buffer(name, tensor);
            }
        }

        @Override
        public Tensor forward(Tensor images, Mode mode) {
            boolean training = ownMode(mode).training();
            if (training != trains) {
                module.train(training);
                trains = training;
            }
            IValue output = called(images);
            if (!output.isTensor()) {
                throw new BiwaaException(described + " returns a "
                        + output.tagKind().getString()
                        + ", expected one tensor of features [N, width], or a map [N,"
                        + " width, height, width]. Wrap it so that it returns the one that you need, and write the"
                        + " file again.");
            }
            // A copy: toTensor gives a handle that does not own the tensor and dangles once the IValue is freed.
            return output.toTensor().clone();
        }

        @SuppressWarnings("try") // the guard is open, not used
        private IValue called(Tensor images) {
            // The optimizer compiles anew after the first batches, with other rounding.
            try (GraphOptimizerEnabledGuard plain = new GraphOptimizerEnabledGuard(false)) {
                return module.forward(new IValueVector(new IValue(images)));
            } catch (RuntimeException e) {
                throw new BiwaaException(
                        described + " cannot compute features of pictures of " + images.size(1) + " x "
                                + images.size(2) + " x " + images.size(3)
                                + " (channels, height, width); image-size and channels decide these: " + lastLine(e),
                        e);
            }
        }

        /** libtorch tells the way there first. */
        private static String lastLine(RuntimeException failure) {
            return String.valueOf(failure.getMessage())
                    .lines()
                    .filter(line -> line.startsWith("RuntimeError") || line.contains("Error:"))
                    .reduce((first, second) -> second)
                    .orElse(firstLine(failure));
        }

        @Override
        public void close() {
            super.close();
            module.releaseReference();
        }
    }
}
