package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneFamily;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The backbone of docs/extending.md, compiled as a user would and found on the class path. */
class OwnBackboneTest {
    @TempDir
    private Path folder;

    private CompiledExample example;

    @BeforeEach
    void compile() throws IOException {
        example = CompiledExample.of("conv4", "Conv4.java", BackboneFamily.class, folder.resolve("classes"));
    }

    @AfterEach
    void forget() throws IOException {
        example.close();
    }

    private TinyTraining training() {
        return new TinyTraining(
                        folder,
                        TinyPictures.source(folder.resolve("source"), 3),
                        TinyPictures.unlabelledTarget(folder.resolve("target"), 3))
                .with("backbone", "conv4")
                .with("image-size", 16)
                .with("views", "centre")
                .with("iterations", 2)
                .with("runs", 1);
    }

    @Test
    void itTrainsByItsNameClassifiesAfterwardsAndIsExported() {
        training().with("weights", "none").into("out").succeeds();
        try (Classifier classifier = Classifier.load(folder.resolve("out"))) {
            assertThat(classifier.description().backbone()).isEqualTo("conv4");
            assertThat(classifier.classify(folder.resolve("source/ring/0.png")).probabilities())
                    .hasSize(3);
        }
        for (String format : new String[] {"onnx", "torchscript", "safetensors"}) {
            CommandRun.of(
                            "export",
                            "--model",
                            folder.resolve("out").toString(),
                            "--format",
                            format,
                            "--out",
                            folder.resolve("file." + format).toString(),
                            "--verify")
                    .succeeds();
        }
    }

    @Test
    void itsStagesCanBeFrozen() throws IOException {
        Engine.load();
        Path weights = folder.resolve("conv4.safetensors");
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("conv4").create()) {
            Safetensors.write(weights, backbone.namedTensors(), Map.of());
        }
        training().with("weights", weights).with("freeze", "layer1").into("out").succeeds();
        try (PointerScope scope = new PointerScope();
                StateDict before = Safetensors.read(weights);
                StateDict after = Safetensors.read(folder.resolve("out/run-0/model/weights.safetensors"))) {
            for (String name : before.names()) {
                assertThat(before.get(name).equal(after.get(name)))
                        .as(name)
                        .isEqualTo(name.matches("encoder\\.[0-7]\\..*"));
            }
        }
        training()
                .with("weights", weights)
                .with("freeze", "layer4")
                .into("refused")
                .fails(2, "the stages of conv4: stem, layer1, layer2, layer3");
    }

    @Test
    void withoutPublishedWeightsAFileMustBeNamed() {
        training().into("out").fails(2, "no ImageNet weights of conv4", "expected a file, or none");
    }

    @Test
    void itIsListedAndKnowsItsSmallestPicture() {
        BackboneKind kind = Backbones.of("conv4");
        assertThat(Backbones.names()).startsWith("resnet18").endsWith("conv4");
        try (PointerScope scope = new PointerScope();
                Backbone backbone = kind.create(3, 16)) {
            assertThat(backbone.forward(Tensors.zeros(Precision.FLOAT32, 2, 3, 16, 16), Mode.EVALUATION)
                            .shape())
                    .containsExactly(2, 64);
        }
        assertThatThrownBy(() -> kind.create(3, 15)).isInstanceOf(InvalidSettingException.class);
    }

    @Test
    void theDocumentShowsTheFileWhichIsShort() throws IOException {
        CompiledExample.assertDocumented("conv4", "Conv4.java", BackboneFamily.class, 80);
        assertThat(Files.exists(folder.resolve("classes/Conv4$Family.class"))).isTrue();
    }
}
