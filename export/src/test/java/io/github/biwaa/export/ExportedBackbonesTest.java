package io.github.biwaa.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.model.TestModels;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.NarrowNetworks;
import io.github.biwaa.torch.Engine;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every backbone in every format, loaded by the framework the format is for, gives what the model gives. */
class ExportedBackbonesTest {
    /** Float32 in three engines, which add in different orders. */
    private static final double ROUNDING = 2e-5;

    @TempDir
    private Path folder;

    private Closeable narrowNetworks;

    @BeforeEach
    void register() throws IOException {
        narrowNetworks = NarrowNetworks.register(folder.resolve("services"));
    }

    @AfterEach
    void forget() throws IOException {
        narrowNetworks.close();
    }

    /** Sizes at which the last map is averaged over even, uneven and single cells. */
    @ParameterizedTest
    @CsvSource({
        "resnet18, 64, 16",
        "resnet50, 33, 0",
        "squeezenet1_0, 64, 16",
        "squeezenet1_1, 35, 16",
        "mobilenet_v2, 64, 16",
        "mobilenet_v2_tf, 64, 16",
        "mobilenet_v2_tf, 75, 0",
        "narrow_alexnet, 63, 16",
        "narrow_alexnet, 224, 0",
        "narrow_vit, 64, 16",
        "narrow_mean_vit, 48, 0",
        "narrow_dinov2, 28, 16",
        "narrow_deit3, 32, 0",
        "narrow_clip, 32, 16",
        "narrow_convnext, 70, 16",
        "narrow_convnextv2, 64, 0",
        "narrow_swin, 64, 16",
        "narrow_swin, 32, 0",
        "narrow_swin_t, 64, 0",
        "narrow_mobilenet_v3, 64, 16",
        "narrow_efficientnet, 75, 0",
        "narrow_vgg11, 32, 0",
        "narrow_vgg11_bn, 96, 16",
        "lenet, 28, 16",
        "lenet, 33, 0",
        "dtn, 32, 0",
        "dtn, 17, 16"
    })
    void everyFamilyInEveryFormat(String backbone, int size, int bottleneck) {
        check(backbone, size, bottleneck);
    }

    /** Each takes up to a gigabyte of memory and some seconds. */
    @Tag("slow")
    @ParameterizedTest
    @CsvSource({
        "resnet34, 224, 256",
        "resnet101, 64, 256",
        "resnet152, 64, 256",
        "alexnet, 224, 256",
        "vgg11, 64, 0",
        "vgg13, 64, 256",
        "vgg16, 224, 256",
        "vgg19, 64, 256",
        "vgg11_bn, 64, 256",
        "vgg13_bn, 64, 0",
        "vgg16_bn, 64, 256",
        "vgg19_bn, 64, 256"
    })
    void largeNetworksInEveryFormat(String backbone, int size, int bottleneck) {
        check(backbone, size, bottleneck);
    }

    @Test
    void noBuiltInBackboneIsForgotten() {
        List<String> tried = Stream.of(ExportedBackbonesTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(CsvSource.class))
                .flatMap(method ->
                        Stream.of(method.getAnnotation(CsvSource.class).value()))
                .map(row -> row.substring(0, row.indexOf(',')))
                .toList();
        List<String> families = tried.stream()
                .filter(name -> name.startsWith("narrow_"))
                .map(name -> Backbones.of(name).family())
                .toList();
        assertThat(Backbones.all())
                .filteredOn(kind -> !families.contains(kind.family()))
                .extracting(BackboneKind::name)
                .isNotEmpty()
                .isSubsetOf(tried);
    }

    private void check(String backbone, int size, int bottleneck) {
        Engine.useThreads(1);
        Path model = TestModels.save(folder.resolve("model"), backbone, size, bottleneck);
        try (PointerScope scope = new PointerScope();
                ModelExport export = ModelExport.load(model)) {
            for (ExportFormat format : ExportFormat.values()) {
                ExportCheck check =
                        export.writeVerified(folder.resolve("file." + format.id()), format, false, List.of());
                assertThat(check.largestValue())
                        .as("%s: the logits say something", format)
                        .isGreaterThan(0.01)
                        .isLessThan(Double.MAX_VALUE);
                assertThat(check.relativeDifference())
                        .as("%s: %s", format, check)
                        .isLessThan(ROUNDING);
                assertThat(check.samples()).isEqualTo(4);
            }
        }
    }
}
