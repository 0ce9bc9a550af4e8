package io.github.biwaa.network.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.convolution.Vgg;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackbonesTest {

    @Test
    void everyNameLeadsToItsKind() {
        assertThat(Backbones.names())
                .hasSizeGreaterThan(40)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(Backbones.of(name).name()).isEqualTo(name));
        assertThat(Backbones.of("vgg16_bn").family()).isEqualTo("vgg");
        assertThat(Backbones.of("resnet50").defaultChannels()).isEqualTo(3);
        assertThat(Backbones.of("resnet50").defaultSize()).isEqualTo(224);
        assertThat(Backbones.of("lenet").defaultChannels()).isEqualTo(1);
        assertThat(Backbones.of("lenet").defaultSize()).isEqualTo(28);
        assertThat(Backbones.of("dtn").defaultSize()).isEqualTo(32);
    }

    @ParameterizedTest
    @CsvSource({
        "ResNet-50, resnet50",
        "resnet51, resnet50",
        "vgg16-bn, vgg16_bn",
        "squeezenet, squeezenet1_0",
        "SqueezeNet1.1, squeezenet1_1",
        "alexnett, alexnet",
        "'', dtn"
    })
    void unknownNamesAreAnsweredWithTheNearest(String name, String nearest) {
        assertThatThrownBy(() -> Backbones.of(name))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("backbone: there is no \"" + name + "\"")
                .hasMessageContaining("Did you mean " + nearest + "?")
                .hasMessageContaining("resnet18, resnet34, resnet50")
                .hasMessageContaining("lenet, dtn");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "resnet18",
                "squeezenet1_0",
                "squeezenet1_1",
                "mobilenet_v2",
                "mobilenet_v2_tf",
                "alexnet",
                "vgg11",
                "lenet",
                "dtn"
            })
    void theSmallestPictureGivesFeatures(String name) {
        BackboneKind kind = Backbones.of(name);
        int size = kind.minimumSize();
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create(2, size)) {
            assertThat(features(backbone, size).shape()).containsExactly(3, backbone.featureWidth());
        }
        assertThatThrownBy(() -> kind.create(2, size - 1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("size: " + (size - 1) + ", expected at least " + size)
                .hasMessageContaining(name);
        assertThatThrownBy(() -> kind.create(0, size))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("channels: 0, expected at least 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"squeezenet1_0", "squeezenet1_1", "alexnet", "vgg11"})
    void aPictureSmallerThanTheSmallestLeavesNothing(String name) {
        BackboneKind kind = Backbones.of(name);
        int size = kind.minimumSize() - 1;
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.factory().create(2, size)) {
            assertThatThrownBy(() -> features(backbone, size)).isInstanceOf(RuntimeException.class);
        }
    }

    private static Tensor features(Backbone backbone, int size) {
        return Tensors.withoutGradient(
                () -> backbone.forward(Tensors.zeros(Precision.FLOAT32, 3, 2, size, size), Mode.EVALUATION));
    }

    @ParameterizedTest
    @CsvSource({
        "resnet18, stem layer1 layer2 layer3 layer4",
        "resnet50, stem layer1 layer2 layer3 layer4",
        "squeezenet1_0, stem layer1 layer2 layer3",
        "squeezenet1_1, stem layer1 layer2 layer3",
        "alexnet, stem layer1 layer2 hidden",
        "vgg11_bn, stem layer1 layer2 layer3 layer4 hidden",
        "mobilenet_v2, stem layer1 layer2 layer3 layer4",
        "mobilenet_v2_tf, stem layer1 layer2 layer3 layer4",
        "lenet, stem layer1 hidden",
        "dtn, stem layer1 layer2 hidden"
    })
    void stagesHoldEveryParameter(String name, String stages) {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of(name).create()) {
            assertThat(backbone.stages()).extracting(Stage::name).containsExactly(stages.split(" "));
            int left = backbone.trainableParameters().size();
            for (Stage stage : backbone.stages()) {
                stage.freeze();
                int now = backbone.trainableParameters().size();
                assertThat(now).as("after freezing %s", stage.name()).isLessThan(left);
                left = now;
            }
            assertThat(left).isZero();
        }
    }

    @Test
    void freezingAPrefixLeavesTheRest() {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("resnet18").create()) {
            backbone.stages().subList(0, 2).forEach(Stage::freeze);
            assertThat(backbone.trainableParameters())
                    .extracting(Parameter::name)
                    .startsWith("layer2.0.conv1.weight")
                    .noneMatch(name -> name.startsWith("conv1") || name.startsWith("bn1") || name.startsWith("layer1"));
        }
    }

    /** Takes a name that is taken. */
    public static final class AnotherResNet implements BackboneFamily {
        @Override
        public List<BackboneKind> kinds() {
            return List.of(BackboneKind.forPhotos(
                    "resnet18", "mine", 1, List.of(), (channels, size) -> new FeatureBackbone(channels)));
        }
    }

    @Test
    void backbonesOfTheClassPathComeLastAndTheirNamesAreNew(@TempDir Path folder) throws IOException {
        List<String> builtIn = Backbones.names();
        String[] narrow =
                new NarrowNetworks().kinds().stream().map(BackboneKind::name).toArray(String[]::new);
        try (Closeable registered = NarrowNetworks.register(folder)) {
            assertThat(Backbones.names())
                    .hasSize(builtIn.size() + narrow.length)
                    .endsWith(narrow);
            assertThat(Backbones.of("narrow_alexnet").stages()).contains("hidden");
        }
        assertThat(Backbones.names()).isEqualTo(builtIn);
        try (Closeable registered =
                NarrowNetworks.register(folder, BackboneFamily.class, AnotherResNet.class.getName())) {
            assertThatThrownBy(Backbones::all)
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("two are named \"resnet18\"");
        }
    }

    @Test
    void aClassThatIsNotThereIsNamed(@TempDir Path folder) throws IOException {
        try (Closeable registered = NarrowNetworks.register(folder, BackboneFamily.class, "mine.Forgotten")) {
            assertThatThrownBy(() -> Backbones.of("resnet18"))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("the class path adds")
                    .hasMessageContaining("mine.Forgotten");
        }
    }

    @Test
    void aKindThatNamesOtherStagesThanItsNetworkIsRefused() {
        BackboneKind wrong = BackboneKind.forPhotos(
                "wrong", "wrong", 1, List.of("stem", "layer2"), (channels, size) -> ResNet.ofDepth(18, channels));
        assertThatThrownBy(() -> wrong.create(3, 32))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the backbone wrong has the stages [stem, layer1, layer2, layer3, layer4],"
                        + " but its kind says [stem, layer2]");
    }

    @ParameterizedTest
    @CsvSource({"my net, stem", "'', stem", "net, none", "net, backbone", "net, Layer1", "net, stem;stem"})
    void namesThatCannotBeSettingsAreRefused(String name, String stages) {
        assertThatThrownBy(() -> BackboneKind.forPhotos(
                        name, "x", 1, List.of(stages.split(";")), (channels, size) -> new FeatureBackbone(1)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(name);
    }

    @Test
    void precomputedFeaturesHaveNoStages() {
        try (Backbone backbone = new FeatureBackbone(5)) {
            assertThat(backbone.stages()).isEmpty();
        }
    }

    @Test
    void depthsThatDoNotExistAreRefused() {
        assertThatThrownBy(() -> ResNet.ofDepth(20, 3))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("depth: 20, expected one of 18, 34, 50, 101, 152");
        assertThatThrownBy(() -> new Vgg(12, true, 3))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("depth: 12, expected one of 11, 13, 16, 19");
        assertThatThrownBy(() -> new ResNet(ResNet.BlockKind.BASIC, new int[] {1, 1}, new int[] {4}, 4, 3))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("planes: 1 entries for 2 layers");
    }

    @Test
    void equalSeedsGiveEqualNetworks() {
        assertThat(firstValues(1)).isEqualTo(firstValues(1)).isNotEqualTo(firstValues(2));
    }

    private static double[] firstValues(long seed) {
        Engine.seed(seed);
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("squeezenet1_1").create()) {
            return Tensors.toDoubles(backbone.namedTensors().get("features.12.expand3x3.weight"));
        }
    }
}
