package io.github.biwaa.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedWeightsTest {
    /** Digits are learnt from scratch; nobody publishes a PyTorch file of TensorFlow's MobileNetV2. */
    private static final List<String> FROM_FILES = List.of("lenet", "dtn", "mobilenet_v2_tf");

    /** timm's names, whose weights the Hugging Face hub has. */
    private static final Pattern TIMM = Pattern.compile("patch\\d|convnext_(?!tiny)|convnextv2|mobilenetv3|^tf_");

    @Test
    void backbonesHaveTheirOwn() {
        for (BackboneKind kind : Backbones.all()) {
            boolean fromFile = FROM_FILES.contains(kind.name())
                    || TIMM.matcher(kind.name()).find();
            assertThat(kind.published().isPresent()).as(kind.name()).isEqualTo(!fromFile);
            kind.published().ifPresent(weights -> assertThat(weights.fileName()).matches(kind.name() + "[_-].*"));
        }
    }

    @Test
    void theNameHoldsTheHash() {
        PublishedWeights weights = Backbones.of("alexnet").publishedWeights();
        assertThat(weights.fileName()).isEqualTo("alexnet-owt-7be5be79.pth");
        assertThat(weights.hashPrefix()).isEqualTo("7be5be79");
        assertThat(Backbones.of("vgg16_bn").publishedWeights().fileName()).isEqualTo("vgg16_bn-6c64b313.pth");
    }

    @Test
    void thereAreNoneForDigits() {
        assertThatThrownBy(() -> Backbones.of("lenet").publishedWeights())
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("no ImageNet weights of lenet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil-01234567.pth", "resnet.pth", "resnet-0123.pth", "resnet-0123456g.pth", ""})
    void namesWithoutAHashAreRefused(String fileName) {
        assertThatThrownBy(() -> PublishedWeights.torchvision(fileName)).isInstanceOf(InvalidSettingException.class);
    }
}
