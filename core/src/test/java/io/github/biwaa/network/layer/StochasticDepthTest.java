package io.github.biwaa.network.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.network.backbone.FormulaWeights;
import io.github.biwaa.network.transformer.VitDesign;
import io.github.biwaa.network.transformer.VitKinds;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StochasticDepthTest {

    @ParameterizedTest
    @CsvSource({
        "vit_small_patch16_224, 0.1, timm/vit_small_patch16_224 drop_path_rate=0.1",
        "convnext_tiny, 0.1, timm/convnext_tiny drop_path_rate=0.1",
        "swin_tiny_patch4_window7_224, 0.1, timm/swin_tiny_patch4_window7_224 drop_path_rate=0.1",
        "efficientnet_b0, 0.2, timm/efficientnet_b0 drop_path_rate=0.2"
    })
    void probabilitiesAreTimms(String name, double rate, String id) throws IOException {
        List<Double> expected = new ArrayList<>();
        try (InputStream stream = StochasticDepthTest.class.getResourceAsStream("/golden/stochastic_depth.json")) {
            JsonNode golden = new JsonMapper().readTree(stream).get(id);
            golden.fields().forEachRemaining(entry -> {
                // A transformer's block has two branches of one probability; EfficientNet's list holds branches that
                // are never used.
                if (!entry.getKey().endsWith("drop_path2")) {
                    expected.add(entry.getValue().asDouble());
                }
            });
        }
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Initializers.shapesOnly(Backbones.of(name)::create)) {
            backbone.dropBranches(rate);
            List<Double> found = backbone.branches().stream()
                    .flatMap(List::stream)
                    .map(StochasticDepth::probability)
                    .filter(p -> p > 0)
                    .toList();
            if (name.startsWith("efficientnet")) {
                assertThat(found).isNotEmpty();
                assertThat(expected).containsSubsequence(found);
                return;
            }
            assertThat(found).hasSameSizeAs(expected);
            for (int i = 0; i < found.size(); i++) {
                // timm computes its list in float32.
                assertThat(found.get(i)).isCloseTo(expected.get(i), within(1e-8));
            }
        }
    }

    @Test
    void wholeSamplesAreDroppedAndOthersMadeLarger() {
        Engine.load();
        Engine.seed(1);
        StochasticDepth depth = new StochasticDepth();
        depth.drop(0.25);
        try (PointerScope scope = new PointerScope()) {
            Tensor branch = Tensors.full(Precision.FLOAT64, 3, 4000, 2);
            assertThat(Tensors.toDoubles(depth.forward(branch, Mode.EVALUATION)))
                    .containsOnly(3);
            double[] passed = Tensors.toDoubles(depth.forward(branch, Mode.TRAINING));
            int dropped = 0;
            for (int i = 0; i < passed.length; i += 2) {
                assertThat(passed[i]).isIn(0.0, 4.0).isEqualTo(passed[i + 1]);
                dropped += passed[i] == 0 ? 1 : 0;
            }
            // Four standard deviations of 4000 draws are 110.
            assertThat(dropped).isBetween(890, 1110);
        }
    }

    @Test
    void aFrozenNetworkDropsNothing() {
        Engine.load();
        Engine.seed(2);
        BackboneKind kind =
                VitKinds.kind("nano", VitDesign.plain(16, VitDesign.Size.NANO), BackboneInput.photos(32, 16, 1));
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create()) {
            backbone.dropBranches(0.5);
            Tensor images = FormulaWeights.images(32).to(Precision.FLOAT32.scalarType());
            double[] used = Tensors.toDoubles(backbone.forward(images, Mode.EVALUATION));
            backbone.freezeThrough("block2");
            assertThat(Tensors.toDoubles(backbone.forward(images, Mode.TRAINING)))
                    .isEqualTo(used);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1, Double.NaN})
    void otherRatesAreRefused(double rate) {
        try (Backbone backbone = new FeatureBackbone(3)) {
            assertThatThrownBy(() -> backbone.dropBranches(rate))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("expected a number from 0 to below 1");
        }
    }
}
