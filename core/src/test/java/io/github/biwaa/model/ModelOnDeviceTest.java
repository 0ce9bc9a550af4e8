package io.github.biwaa.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models away from the CPU, on a device without values, and in other numbers. */
class ModelOnDeviceTest {
    private static final int CLASSES = TestModels.CLASSES.size();

    @TempDir
    private Path folder;

    /** Who mixes the CPU's tensors with a device's gets an error, on this one as on a GPU. Convolutions have no such kernels, so features stand for pictures. */
    @Test
    void logitsViewsAndDiscriminatorComputeOnTheModelsDevice() {
        Path saved = TestModels.saveOfEmbeddings(folder.resolve("model"), 6, 4);
        try (DomainDiscriminator discriminator = new DomainDiscriminator(4, 4, 0)) {
            DomainBranch.save(saved, discriminator, new DomainBranch.Description(false, false, 1));
        }
        try (Model model = Model.load(saved, Device.META);
                DomainBranch branch = model.domainBranch().orElseThrow();
                PointerScope scope = new PointerScope()) {
            assertThat(model.placement().device()).isEqualTo(Device.META);
            Tensor features = Tensors.zeros(Precision.FLOAT32, 3, 6);
            assertThere(ViewMean.probabilities(model.network(), 10, view -> features), 3, CLASSES);
            assertThere(model.network().logitsOfBackboneFeatures(features, Mode.EVALUATION), 3, CLASSES);
            Tensor bottleneck = model.network().features(features, Mode.EVALUATION);
            assertThere(branch.discriminator().forward(bottleneck, Mode.EVALUATION), 3);
        }
    }

    private static void assertThere(Tensor tensor, long... shape) {
        assertThat(Device.of(tensor)).isEqualTo(Device.META);
        assertThat(tensor.shape()).startsWith(shape);
    }

    /** Bounds: rounding of float32, and of bfloat16 with its 8 bits of mantissa. */
    @Test
    void otherPrecisionsSayTheSameUpToTheirRounding() {
        Path saved = TestModels.save(folder.resolve("model"), "lenet", 28, 4);
        double[] plain = classify(saved, Placement.DEFAULT);
        try (Classifier classifier = Classifier.load(saved)) {
            assertThat(classifier.classify(picture()).probabilities()).containsExactly(plain);
        }
        try (Classifier classifier = Classifier.load(saved, Device.CPU)) {
            assertThat(classifier.classify(picture()).probabilities()).containsExactly(plain);
        }
        assertThat(classify(saved, Placement.onCpu(Precision.FLOAT64)))
                .usingComparatorWithPrecision(1e-5)
                .containsExactly(plain);
        assertThat(classify(saved, Placement.onCpu(Precision.BF16)))
                .usingComparatorWithPrecision(0.03)
                .containsExactly(plain)
                .isNotEqualTo(plain);
    }

    private static double[] classify(Path saved, Placement placement) {
        try (Classifier classifier = new Classifier(Model.load(saved, placement), Views.CENTRE)) {
            float[] features = new float[classifier.featureWidth()];
            assertThat(classifier.classifyFeatures(Collections.nCopies(2, features)))
                    .hasSize(2);
            List<Prediction> both = classifier.classify(List.of(
                    io.github.biwaa.image.decode.PixelImage.of(picture()),
                    io.github.biwaa.image.decode.PixelImage.of(picture())));
            assertThat(both.get(0).probabilities()).isEqualTo(both.get(1).probabilities());
            return classifier.classify(picture()).probabilities();
        }
    }

    private static BufferedImage picture() {
        BufferedImage picture = new BufferedImage(50, 40, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(5, 5, 30, 20);
        graphics.dispose();
        return picture;
    }
}
