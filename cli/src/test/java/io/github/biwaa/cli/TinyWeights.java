package io.github.biwaa.cli;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.file.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;

/** Files of starting weights. */
public final class TinyWeights {
    private TinyWeights() {}

    /** Fresh weights of DTN for its usual pictures. */
    public static Path dtn(Path file) throws IOException {
        return write("dtn", file);
    }

    /** Fresh weights of LeNet for its usual pictures. */
    public static Path lenet(Path file) throws IOException {
        return write("lenet", file);
    }

    /** Fresh weights of SqueezeNet 1.0 for its usual pictures. */
    public static Path squeezenet(Path file) throws IOException {
        return write("squeezenet1_0", file);
    }

    private static Path write(String name, Path file) throws IOException {
        Engine.load();
        Engine.seed(5);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of(name).create()) {
            Safetensors.write(file, backbone.namedTensors(), Map.of());
        }
        return file;
    }
}
