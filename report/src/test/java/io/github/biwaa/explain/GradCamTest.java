package io.github.biwaa.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.image.decode.PixelImage;
import io.github.biwaa.model.DomainBranch;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.backbone.ConvolutionalBackbone;
import io.github.biwaa.network.convolution.SqueezeNet;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a network that ends in a global average pool and one linear layer, where Grad-CAM has a closed form: the class activation map. */
class GradCamTest {
    private static final int SIZE = 64;
    private static final List<String> CLASSES = List.of("a", "b", "c");

    @TempDir
    static Path folder;

    private static double[] map;
    private static double[] weights;
    private static int cells;

    private static PixelImage picture() {
        byte[] samples = new byte[SIZE * SIZE * 3];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i * 31 % 251);
        }
        return new PixelImage(SIZE, SIZE, 3, samples);
    }

    @BeforeAll
    static void save() {
        List<Double> ones = List.of(1.0, 1.0, 1.0);
        Preprocessing preprocessing =
                new Preprocessing(SIZE, SIZE, 3, List.of(0.0, 0.0, 0.0), ones, false, Resampling.BILINEAR);
        Engine.seed(5);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = new AdaptationNetwork(SQUEEZENET.get(), 0, 3);
                DomainDiscriminator discriminator = new DomainDiscriminator(512, 16, 0)) {
            ModelFolder.save(folder, network, description(preprocessing));
            DomainBranch.save(folder, discriminator, new DomainBranch.Description(true, true, 10));
            ModelFolder.save(folder.resolve("plain"), network, description(preprocessing));
            float[] values = new float[3 * SIZE * SIZE];
            byte[] samples = picture().samples();
            for (int i = 0; i < samples.length; i++) {
                values[i % 3 * SIZE * SIZE + i / 3] = (samples[i] & 255) / 255f;
            }
            Tensor images = Tensors.of(values, 1, 3, SIZE, SIZE);
            Tensor features = Tensors.withoutGradient(() -> ((ConvolutionalBackbone) network.backbone())
                    .featureMap(Tensors.channelsLast(images), Mode.EVALUATION)
                    .contiguous());
            map = Tensors.toDoubles(features);
            cells = (int) (features.size(2) * features.size(3));
            weights = Tensors.toDoubles(network.classifierWeight());
        }
    }

    private static final java.util.function.Supplier<SqueezeNet> SQUEEZENET = () -> (SqueezeNet)
            io.github.biwaa.network.backbone.Backbones.of("squeezenet1_1").create(3, SIZE);

    private static ModelDescription description(Preprocessing preprocessing) {
        return ModelDescription.ofPictures("squeezenet1_1", preprocessing)
                .method("mcc")
                .bottleneck(0, 1)
                .classes(CLASSES)
                .build("test");
    }

    @Test
    void theMapOfAClassIsTheClassActivationMap() {
        try (GradCam cam = GradCam.load(folder)) {
            for (int k = 0; k < CLASSES.size(); k++) {
                float[] heat =
                        cam.ofClass(List.of(picture()), CLASSES.get(k)).get(0).values();
                assertThat(heat).hasSize(cells);
                for (int cell = 0; cell < cells; cell++) {
                    double expected = 0;
                    for (int channel = 0; channel < 512; channel++) {
                        expected += weights[k * 512 + channel] / cells * map[channel * cells + cell];
                    }
                    assertThat((double) heat[cell]).isCloseTo(Math.max(0, expected), within(1e-5));
                }
            }
        }
    }

    @Test
    void theDomainHasAMapWhereThereIsABranch() {
        try (GradCam cam = GradCam.load(folder)) {
            assertThat(cam.hasDomainBranch()).isTrue();
            List<HeatMap> maps = cam.domain(List.of(picture(), picture()));
            assertThat(maps.get(0).largest()).isGreaterThan(0);
            for (int cell = 0; cell < cells; cell++) {
                assertThat(maps.get(1).values()[cell]).isCloseTo(maps.get(0).values()[cell], within(1e-4f));
            }
        }
        try (GradCam cam = GradCam.load(folder.resolve("plain"))) {
            assertThat(cam.hasDomainBranch()).isFalse();
            assertThatThrownBy(() -> cam.domain(List.of(picture())))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("mcc");
            assertThatThrownBy(() -> cam.ofClass(List.of(picture()), "d"))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("a, b, c");
        }
    }
}
