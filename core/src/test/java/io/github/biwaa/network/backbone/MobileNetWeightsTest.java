package io.github.biwaa.network.backbone;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** MobileNetV2 with TensorFlow's padding and real ImageNet weights on eight photos. */
class MobileNetWeightsTest {
    private static final int PHOTOS = 8;
    private static final int SIDE = 224;

    @ParameterizedTest
    @EnumSource(names = {"FLOAT32", "FLOAT64"})
    void equalsTheGoldenFeaturesAndLabels(Precision precision) {
        Path folder = shared("golden/backbones-modern/mobilenet_v2_same/golden.safetensors")
                .getParent();
        Path weights = shared("weights/mobilenet_v2_tf.safetensors");
        BackboneKind kind = Backbones.of("mobilenet_v2_tf");
        try (PointerScope scope = new PointerScope();
                StateDict golden = Safetensors.read(folder.resolve("golden.safetensors"));
                StateDict whole = Safetensors.read(weights);
                Backbone backbone = kind.create(3, SIDE, Optional.of(weights))) {
            backbone.moveTo(Placement.onCpu(precision));
            Tensor images = images(folder, kind.preprocessing(SIDE, 3)).to(precision.scalarType());
            Tensor features = Tensors.withoutGradient(() -> backbone.forward(images, Mode.EVALUATION));
            if (precision == Precision.FLOAT64) {
                assertClose("features", features, golden.get("features_f64"), FLOAT64);
            } else {
                Tensor difference = features.sub(golden.get("features")).abs().max();
                assertThat(Tensors.item(difference)).isLessThan(2e-4);
            }
            Tensor logits = torch.linear(
                    features,
                    whole.get("classifier.1.weight").to(precision.scalarType()),
                    new TensorOptional(whole.get("classifier.1.bias").to(precision.scalarType())));
            assertThat(Tensors.largestOfRows(logits)).isEqualTo(Tensors.largestOfRows(golden.get("logits")));
        }
    }

    /** In float32 as the golden inputs are, whatever the network computes in. */
    private static Tensor images(Path folder, Preprocessing preprocessing) {
        float[] values = new float[PHOTOS * 3 * SIDE * SIDE];
        for (int photo = 0; photo < PHOTOS; photo++) {
            PixelImage image = new ImageDecoder().decode(folder.resolve("input" + photo + ".png"), true);
            for (int i = 0; i < image.samples().length; i++) {
                int channel = i % 3;
                float mean = preprocessing.mean().get(channel).floatValue();
                float std = preprocessing.std().get(channel).floatValue();
                float value = ((image.samples()[i] & 255) / 255f - mean) / std;
                values[(photo * 3 + channel) * SIDE * SIDE + i / 3] = value;
            }
        }
        return Tensors.of(values, PHOTOS, 3, SIDE, SIDE);
    }

    /** A file of ../shared beside the repository, or of the folder that the system property biwaa.shared names. */
    private static Path shared(String name) {
        Path found = Stream.of(System.getProperty("biwaa.shared", "."), "../../shared", "../shared")
                .map(root -> Path.of(root, name))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElse(null);
        assumeTrue(found != null, "shared/" + name + " is not beside the repository: skipped");
        return found;
    }
}
