package io.github.biwaa.cli;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** Files of starting weights. */
public final class TinyWeights {
    private static final int COLOURS = 8;
    private static final double SCALE = 0.25;

    private TinyWeights() {}

    /** Fresh weights of DTN for its usual pictures. */
    public static Path dtn(Path file) throws IOException {
        return write("dtn", file);
    }

    /** Fresh weights of LeNet for its usual pictures. */
    public static Path lenet(Path file) throws IOException {
        return write("lenet", file);
    }

    /** Fresh weights of MobileNetV2 for its usual pictures. */
    public static Path mobileNet(Path file) throws IOException {
        return write("mobilenet_v2", file);
    }

    private static Path write(String name, Path file) throws IOException {
        Engine.load();
        Engine.seed(5);
        BackboneKind kind = Backbones.of(name);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create()) {
            fitStatistics(backbone, kind);
            Safetensors.write(file, backbone.namedTensors(), Map.of());
        }
        return file;
    }

    /** With fresh statistics, the features of a deep network vanish; these fit plain drawings, whose features are about as large as those of photos then. */
    private static void fitStatistics(Backbone backbone, BackboneKind kind) {
        List<BatchNorm> norms = backbone.parts(BatchNorm.class);
        norms.forEach(norm -> norm.takeShare(1));
        int size = kind.defaultSize();
        Tensor colours = Tensors.noise(COLOURS, kind.defaultChannels(), 1, 1).expand(-1, -1, size, size);
        Tensors.withoutGradient(() -> {
            backbone.forward(colours, Mode.TRAINING);
            norms.stream().skip(Math.max(0, norms.size() - 1)).forEach(last -> Objects.requireNonNull(
                            last.namedTensors().get("weight"))
                    .mul_(new Scalar(SCALE)));
        });
    }
}
