package io.github.biwaa.network.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resampling;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.transformer.PositionEmbedding;
import io.github.biwaa.network.transformer.VitDesign;
import io.github.biwaa.network.transformer.VitKinds;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of other libraries than timm give the same network. */
class ForeignWeightsTest {
    private static final VitDesign.Size NANO = VitDesign.Size.NANO;
    private static final int WIDTH = 32;

    @TempDir
    Path folder;

    @BeforeEach
    void seed() {
        Engine.load();
        Engine.seed(7);
    }

    private static BackboneKind vit(VitDesign design) {
        return VitKinds.kind("nano", design, BackboneInput.photos(4 * design.patch(), design.patch(), 1));
    }

    /** A network's tensors under other names, and what else the file holds. */
    private Path written(Backbone network, BiConsumer<Map<String, Tensor>, Map.Entry<String, Tensor>> rename)
            throws IOException {
        Map<String, Tensor> file = new LinkedHashMap<>();
        network.namedTensors().entrySet().forEach(entry -> rename.accept(file, entry));
        Path path = folder.resolve("model.safetensors");
        Safetensors.write(path, file, Map.of());
        return path;
    }

    private static void assertSame(Backbone found, Backbone expected) {
        expected.namedTensors().forEach((name, tensor) -> assertThat(
                        Tensors.toDoubles(found.namedTensors().get(name)))
                .as(name)
                .isEqualTo(Tensors.toDoubles(tensor)));
    }

    private static void putSplit(Map<String, Tensor> file, Tensor joined, String... names) {
        long part = joined.size(0) / names.length;
        for (int i = 0; i < names.length; i++) {
            file.put(names[i], joined.detach().narrow(0, i * part, part).clone());
        }
    }

    @ParameterizedTest
    @CsvSource({"vit.", "''", "dinov2."})
    void transformersVit(String prefix) throws IOException {
        boolean dino = prefix.equals("dinov2.");
        BackboneKind kind = vit(dino ? VitDesign.dinov2(NANO) : VitDesign.plain(16, NANO));
        try (PointerScope scope = new PointerScope();
                Backbone network = kind.create()) {
            Path path = written(network, (file, entry) -> {
                String name = entry.getKey();
                String layer =
                        prefix + "encoder.layer." + (name.startsWith("blocks.") ? name.split("\\.")[1] : "") + ".";
                String kindOfTensor = name.substring(name.lastIndexOf('.') + 1);
                if (name.contains("attn.qkv")) {
                    String attention = layer + "attention.attention.";
                    putSplit(
                            file,
                            entry.getValue(),
                            attention + "query." + kindOfTensor,
                            attention + "key." + kindOfTensor,
                            attention + "value." + kindOfTensor);
                    return;
                }
                String renamed = name.replaceFirst("^cls_token$", prefix + "embeddings.cls_token")
                        .replaceFirst("^pos_embed$", prefix + "embeddings.position_embeddings")
                        .replaceFirst("^patch_embed.proj", prefix + "embeddings.patch_embeddings.projection")
                        .replaceFirst("^norm\\.", prefix + "layernorm.")
                        .replaceFirst("^blocks\\.\\d+\\.attn.proj", layer + "attention.output.dense")
                        .replaceFirst("^blocks\\.\\d+\\.ls([12])\\.gamma", layer + "layer_scale$1.lambda1");
                renamed = dino
                        ? renamed.replaceFirst("^blocks\\.\\d+\\.", layer)
                        : renamed.replaceFirst("^blocks\\.\\d+\\.norm1", layer + "layernorm_before")
                                .replaceFirst("^blocks\\.\\d+\\.norm2", layer + "layernorm_after")
                                .replaceFirst("^blocks\\.\\d+\\.mlp.fc1", layer + "intermediate.dense")
                                .replaceFirst("^blocks\\.\\d+\\.mlp.fc2", layer + "output.dense");
                file.put(renamed, entry.getValue());
                if (!prefix.isEmpty()) {
                    file.put("classifier.weight", Tensors.zeros(Precision.FLOAT32, 5, WIDTH));
                }
            });
            Engine.seed(8);
            try (Backbone loaded = kind.create(3, kind.defaultSize(), Optional.of(path))) {
                assertSame(loaded, network);
            }
        }
    }

    /** OpenAI's file, and OpenCLIP's: the text tower is left out. */
    @Test
    void theImageTowerOfClip() throws IOException {
        BackboneKind kind = vit(VitDesign.clip(16, NANO, true));
        try (PointerScope scope = new PointerScope();
                Backbone network = kind.create()) {
            Path path = written(network, (file, entry) -> {
                String renamed = entry.getKey()
                        .replaceFirst("^cls_token$", "visual.class_embedding")
                        .replaceFirst("^pos_embed$", "visual.positional_embedding")
                        .replaceFirst("^patch_embed.proj", "visual.conv1")
                        .replaceFirst("^norm_pre", "visual.ln_pre")
                        .replaceFirst("^norm\\.", "visual.ln_post.")
                        .replaceFirst("^blocks\\.(\\d+)\\.norm([12])", "visual.transformer.resblocks.$1.ln_$2")
                        .replaceFirst("^blocks\\.(\\d+)\\.attn.qkv.", "visual.transformer.resblocks.$1.attn.in_proj_")
                        .replaceFirst("^blocks\\.(\\d+)\\.attn.proj", "visual.transformer.resblocks.$1.attn.out_proj")
                        .replaceFirst("^blocks\\.(\\d+)\\.mlp.fc1", "visual.transformer.resblocks.$1.mlp.c_fc")
                        .replaceFirst("^blocks\\.(\\d+)\\.mlp.fc2", "visual.transformer.resblocks.$1.mlp.c_proj");
                Tensor tensor = entry.getValue();
                boolean bare = renamed.endsWith("_embedding");
                file.put(renamed, bare ? tensor.detach().squeeze().clone() : tensor);
                file.put("positional_embedding", Tensors.zeros(Precision.FLOAT32, 77, WIDTH));
                file.put("visual.proj", Tensors.zeros(Precision.FLOAT32, WIDTH, 16));
                file.put("transformer.resblocks.0.ln_1.weight", Tensors.zeros(Precision.FLOAT32, WIDTH));
                file.put("ln_final.weight", Tensors.zeros(Precision.FLOAT32, WIDTH));
                file.put("logit_scale", Tensors.zeros(Precision.FLOAT32));
            });
            Engine.seed(8);
            try (Backbone loaded = kind.create(3, kind.defaultSize(), Optional.of(path))) {
                assertSame(loaded, network);
            }
        }
    }

    /** What registers and patches look like in the files of Facebook and transformers: the class token has a position of its own. */
    @Test
    void aPositionOfTheClassTokenIsAddedToIt() throws IOException {
        BackboneKind kind = vit(VitDesign.dinov2(NANO).withoutPositionOfClass(4));
        try (PointerScope scope = new PointerScope();
                Backbone network = kind.create()) {
            Tensor place = Tensors.full(Precision.FLOAT32, 0.25, 1, 1, WIDTH);
            Path path = written(network, (file, entry) -> {
                switch (entry.getKey()) {
                    case "cls_token" ->
                        file.put("cls_token", entry.getValue().detach().sub(place));
                    case "pos_embed" ->
                        file.put(
                                "pos_embed",
                                Tensors.concatenate(1, place, entry.getValue().detach()));
                    case "reg_token" -> file.put("register_tokens", entry.getValue());
                    default -> file.put(entry.getKey(), entry.getValue());
                }
                file.put("mask_token", Tensors.zeros(Precision.FLOAT32, 1, WIDTH));
            });
            try (Backbone loaded = kind.create(3, kind.defaultSize(), Optional.of(path))) {
                Tensor difference = loaded.namedTensors()
                        .get("cls_token")
                        .sub(network.namedTensors().get("cls_token"))
                        .abs()
                        .max();
                assertThat(Tensors.item(difference)).isLessThan(1e-6);
                assertThat(Tensors.toDoubles(loaded.namedTensors().get("pos_embed")))
                        .isEqualTo(Tensors.toDoubles(network.namedTensors().get("pos_embed")));
            }
        }
    }

    /** Whether positions are resampled when weights are loaded or when pictures come, features are the same. */
    @Test
    void weightsOfAnotherPictureSize() throws IOException {
        BackboneKind kind = vit(VitDesign.plain(16, NANO));
        try (PointerScope scope = new PointerScope();
                Backbone network = kind.create(3, 96)) {
            Path path = written(network, (file, entry) -> file.put(entry.getKey(), entry.getValue()));
            try (Backbone loaded = kind.create(3, 64, Optional.of(path))) {
                assertThat(loaded.namedTensors().get("pos_embed").shape()).containsExactly(1, 17, WIDTH);
                Tensor images = FormulaWeights.images(64).to(Precision.FLOAT32.scalarType());
                Tensor difference = loaded.forward(images, Mode.EVALUATION)
                        .sub(network.forward(images, Mode.EVALUATION))
                        .abs()
                        .max();
                assertThat(Tensors.item(difference)).isLessThan(1e-5);
            }
        }
    }

    @Test
    void sizesThatAreNoMultipleOfThePatchAreRefused() {
        BackboneKind kind = Backbones.of("vit_small_patch14_dinov2");
        assertThat(kind.preprocessing(224, 3).crop()).isEqualTo(224);
        assertThatThrownBy(() -> kind.preprocessing(225, 3))
                .hasMessage(
                        "image-size: 225, expected a multiple of 14 pixels for vit_small_patch14_dinov2, such as 224 or"
                                + " 238");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "config.json | {\"architecture\": \"x\", \"pretrained_cfg\": {\"mean\": [0.5, 0.5, 0.5], \"std\":"
                        + " [0.5, 0.5, 0.5], \"interpolation\": \"bilinear\", \"crop_pct\": 0.9}} | 71",
                "preprocessor_config.json | {\"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5],"
                        + " \"resample\": 2, \"size\": {\"shortest_edge\": 256}, \"crop_size\": {\"height\": 224,"
                        + " \"width\": 224}} | 73",
                "preprocessor_config.json | {\"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5],"
                        + " \"resample\": 2, \"size\": 224} | 64",
                "open_clip_config.json | {\"preprocess_cfg\": {\"mean\": [0.5, 0.5, 0.5], \"std\": [0.5, 0.5, 0.5],"
                        + " \"interpolation\": \"bilinear\"}} | 64",
            })
    void aFolderSaysWhatItsPicturesAreLike(String name, String content, int resize) throws IOException {
        Files.writeString(folder.resolve(name), content);
        BackboneKind kind = vit(VitDesign.plain(16, NANO));
        HubFolder hub = HubFolder.of(folder).orElseThrow();
        Preprocessing seen = kind.withInput(hub.input(kind.input())).preprocessing(64, 3);
        assertThat(seen.mean()).isEqualTo(List.of(0.5, 0.5, 0.5));
        assertThat(seen.std()).isEqualTo(List.of(0.5, 0.5, 0.5));
        assertThat(seen.resizeResampling()).isEqualTo(Resampling.BILINEAR);
        assertThat(seen.resize()).isEqualTo(resize);
        assertThat(hub.describesPictures()).isTrue();
    }

    @Test
    void aFolderWithoutWeightsOrWithABrokenDescriptionIsRefused() throws IOException {
        assertThatThrownBy(() -> HubFolder.weightsIn(folder))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("holds no weights, expected one of model.safetensors, ");
        HubFolder hub = HubFolder.of(folder).orElseThrow();
        assertThat(hub.describesPictures()).isFalse();
        Files.writeString(folder.resolve("pytorch_model.bin"), "");
        assertThat(HubFolder.weightsIn(folder)).hasFileName("pytorch_model.bin");
        assertThat(HubFolder.weightsIn(folder.resolve("other.pth"))).hasFileName("other.pth");
        Files.writeString(folder.resolve("config.json"), "{");
        assertThatThrownBy(hub::describesPictures)
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("config.json: it is not JSON");
    }

    @Test
    void everyResampledGridEqualsTimms() throws IOException {
        try (InputStream stream = ForeignWeightsTest.class.getResourceAsStream("/golden/position_resampling.json")) {
            for (JsonNode run : new JsonMapper().readTree(stream).get("cases")) {
                int from = run.at("/from_grid/0").asInt();
                int rows = run.at("/to_grid/0").asInt();
                int columns = run.at("/to_grid/1").asInt();
                try (PointerScope scope = new PointerScope()) {
                    Tensor grid = Tensors.times(FormulaWeights.numbers(55, 1, (long) from * from, 2), 0.5);
                    double[] found = Tensors.toDoubles(PositionEmbedding.resampled(grid, 0, rows, columns));
                    assertThat(found).hasSize(run.get("timm").size());
                    for (int i = 0; i < found.length; i++) {
                        assertThat(found[i])
                                .isCloseTo(
                                        run.get("timm").get(i).asDouble(), org.assertj.core.data.Offset.offset(1e-9));
                    }
                }
            }
        }
    }
}
