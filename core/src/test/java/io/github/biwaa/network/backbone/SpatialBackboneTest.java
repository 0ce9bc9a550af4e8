package io.github.biwaa.network.backbone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpatialBackboneTest {

    /** The map that heat maps are drawn on is where the patches are, and passing it on changes nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"narrow_vit", "narrow_mean_vit", "narrow_dinov2", "narrow_clip", "narrow_swin"})
    void featuresByWayOfTheMap(String name) {
        Engine.load();
        Engine.seed(3);
        BackboneKind kind = new NarrowNetworks()
                .kinds().stream()
                        .filter(one -> one.name().equals(name))
                        .findFirst()
                        .orElseThrow();
        int size = kind.defaultSize();
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create()) {
            Tensor images = FormulaWeights.images(size).to(Precision.FLOAT32.scalarType());
            long[][] shape = new long[1][];
            Tensor features = ((SpatialBackbone) backbone)
                    .features(
                            images,
                            map -> {
                                shape[0] = map.shape();
                                return map;
                            },
                            Mode.EVALUATION);
            assertThat(shape[0]).hasSize(4);
            assertThat(shape[0][2]).isEqualTo(shape[0][3]);
            assertThat(Tensors.toFloats(features))
                    .isEqualTo(Tensors.toFloats(backbone.forward(images, Mode.EVALUATION)));
        }
    }
}
