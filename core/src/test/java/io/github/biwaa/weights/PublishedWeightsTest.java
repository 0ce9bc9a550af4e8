package io.github.biwaa.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.Backbones;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedWeightsTest {

    @Test
    void everyBackboneForPicturesHasThem() {
        for (String name : Backbones.names()) {
            assertThat(PublishedWeights.existFor(name))
                    .as(name)
                    .isEqualTo(!Backbones.of(name).forDigits());
        }
    }

    @Test
    void theNameHoldsBackboneAndHash() {
        PublishedWeights weights = PublishedWeights.of("alexnet");
        assertThat(weights.fileName()).isEqualTo("alexnet-owt-7be5be79.pth");
        assertThat(weights.hashPrefix()).isEqualTo("7be5be79");
        assertThat(PublishedWeights.of("vgg16_bn").fileName()).isEqualTo("vgg16_bn-6c64b313.pth");
    }

    @Test
    void thereAreNoneForDigits() {
        assertThatThrownBy(() -> PublishedWeights.of("lenet"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("no ImageNet weights of lenet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil-01234567.pth", "resnet.pth", "resnet-0123.pth", "resnet-0123456g.pth", ""})
    void namesWithoutAHashAreRefused(String fileName) {
        assertThatThrownBy(() -> new PublishedWeights("x", fileName)).isInstanceOf(InvalidSettingException.class);
    }
}
