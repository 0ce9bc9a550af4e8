package io.github.biwaa.performance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkWorkTest {

    /** Multiplications alone, in billions, as torchvision's documentation has them, less the ImageNet classifier that a backbone leaves out. */
    @ParameterizedTest
    @CsvSource({"resnet18, 1.814", "resnet50, 4.087", "vgg11, 7.605", "alexnet, 0.710"})
    void isTheLiteratures(String name, double multiplications) {
        assertThat(work(name, 224)).isCloseTo(2e9 * multiplications, Percentage.withPercentage(0.2));
    }

    @ParameterizedTest
    @CsvSource({"28"})
    void isCountedByHand(int size) {
        // 5x5 convolutions to 24x24 and 8x8 maps; the hidden layer sees 50 maps of 4x4.
        double hand = 2.0 * (24 * 24 * 20 * 25 + 8 * 8 * 50 * 20 * 25 + 50 * 4 * 4 * 500);
        assertThat(work("lenet", size)).isEqualTo(hand);
    }

    private static double work(String name, int size) {
        BackboneKind kind = Backbones.of(name);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create(kind.defaultChannels(), size)) {
            return NetworkWork.forward(backbone, kind.defaultChannels(), size);
        }
    }
}
