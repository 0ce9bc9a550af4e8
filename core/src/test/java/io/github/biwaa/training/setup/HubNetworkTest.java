package io.github.biwaa.training.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.CapturedLog;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TinyTrainings;
import io.github.biwaa.weights.HubCache;
import io.github.biwaa.weights.HubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that has a DTN, described as timm describes networks. */
class HubNetworkTest {
    private static final String PINNED = HubServer.MODEL + "@" + HubServer.COMMIT;
    private static final String DESCRIPTION =
            "{\"architecture\": \"dtn\", \"pretrained_cfg\": {\"mean\": [0.1, 0.2, 0.3],"
                    + " \"std\": [0.4, 0.5, 0.6]}}";

    @TempDir
    private Path folder;

    private HubServer server;
    private Path weights;

    @BeforeEach
    void start() throws IOException {
        weights = TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"));
        server =
                new HubServer().with("config.json", DESCRIPTION).with("model.safetensors", Files.readAllBytes(weights));
        System.setProperty(HubCache.ADDRESS_PROPERTY, server.address().toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(HubCache.ADDRESS_PROPERTY);
        server.close();
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private HubNetwork network() {
        return HubNetwork.of(HubServer.MODEL, cache()).orElseThrow();
    }

    private Path weightsOf(HubNetwork network) {
        return StartingFile.of(network.weights(), Backbones.of(network.backbone()), cache(), Progress.SILENT)
                .orElseThrow();
    }

    @Test
    void aTrainingStartsFromAModelOfTheHubAndRemembersWhichAndItsLicence() throws IOException {
        TinyTrainings.draw(folder);
        Path out = folder.resolve("out");
        try (CapturedLog log = new CapturedLog(StartingFile.class)) {
            Adaptation.of(folder.resolve("source"), folder.resolve("target"))
                    .backbone(HubServer.MODEL)
                    .cache(cache())
                    .method("source-only")
                    .bottleneck(4)
                    .iterations(1)
                    .batchSize(2)
                    .out(out)
                    .train();
            assertThat(log.messages(Level.INFO))
                    .containsOnlyOnce(PINNED + ": the licence of the weights is apache-2.0.");
        }
        ModelDescription model = ModelFolder.describe(new RunFolder(out).model(0));
        assertThat(model.backbone()).isEqualTo("dtn");
        assertThat(model.preprocessing().mean()).containsExactly(0.1, 0.2, 0.3);
        assertThat(model.startingWeights().hub()).isEqualTo(PINNED);
        assertThat(model.startingWeights().licence()).isEqualTo("apache-2.0");
        assertThat(model.startingWeights().sha256()).isEqualTo(Sha256.of(weights));
        server.close();
        TrainingConfiguration again = TrainingConfiguration.read(out.resolve("config.yaml"));
        assertThat(again.written()).containsEntry("backbone", "dtn").containsEntry("weights", PINNED);
        assertThat(again.preprocessing().orElseThrow()).isEqualTo(model.preprocessing());
        assertThat(StartingFile.of(again, Progress.SILENT).orElseThrow()).hasBinaryContent(Files.readAllBytes(weights));
    }

    @Test
    void settingsNameTheModelByItsCommitAndOwnWeightsStay() {
        String there = cache().toString();
        assertThat(HubNetwork.resolved(Map.of("backbone", HubServer.MODEL, "cache", there)))
                .containsEntry("backbone", "dtn")
                .containsEntry("weights", PINNED);
        assertThat(HubNetwork.resolved(Map.of("backbone", HubServer.MODEL, "weights", "none", "cache", there)))
                .containsEntry("weights", "none");
        Map<String, String> others = Map.of("backbone", "resnet50");
        assertThat(HubNetwork.resolved(others)).isEqualTo(others);
    }

    @Test
    void aFolderWithoutADescriptionOfPicturesLeavesTheBackbonesOwn() {
        server.with("config.json", "{\"architecture\": \"dtn\"}");
        try (CapturedLog log = new CapturedLog(StartingFile.class)) {
            HubNetwork network = network();
            weightsOf(network);
            BackboneKind own = Backbones.of("dtn");
            assertThat(network.weights().seeing(own, cache()).input()).isEqualTo(own.input());
            assertThat(log.messages(Level.INFO))
                    .anyMatch(said -> said.contains("nothing in the folder describes the pictures"));
        }
    }

    @Test
    void weightsInSeveralFilesComeWithTheirIndex() {
        server.files.remove("model.safetensors");
        server.with(
                        "model.safetensors.index.json",
                        "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}")
                .with("one.safetensors", "1")
                .with("two.safetensors", "2");
        Path index = weightsOf(network());
        assertThat(index).hasFileName("model.safetensors.index.json");
        assertThat(index.resolveSibling("one.safetensors")).hasContent("1");
        assertThat(index.resolveSibling("two.safetensors")).hasContent("2");
    }

    @Test
    void aMissingPartIsFoundBeforeTheOthersAreDownloaded() {
        server.files.remove("model.safetensors");
        server.with(
                        "model.safetensors.index.json",
                        "{\"weight_map\": {\"a\": \"one.safetensors\", \"b\": \"two.safetensors\"}}")
                .with("one.safetensors", "1");
        HubNetwork network = network();
        assertThatThrownBy(() -> weightsOf(network))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("lacks two.safetensors, which model.safetensors.index.json names");
        assertThat(network.weights().folder(cache())).isPresent();
        assertThat(cache().resolve("weights/hub/owner--model/" + HubServer.COMMIT + "/one.safetensors"))
                .doesNotExist();
    }

    @Test
    void whatBiwaaHasNoNetworkForIsNamed() {
        server.with("config.json", "{\"architecture\": \"vit_giant_patch14_dinov2\"}");
        assertThatThrownBy(this::network)
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot use hf:owner/model: its description says \"architecture\":"
                        + " \"vit_giant_patch14_dinov2\", and Biwaa has no such backbone. The nearest by name is vit_")
                .hasMessageContaining("ONNX or TorchScript");
    }

    @Test
    void withoutDescriptionOrWeightsAModelIsRefused() {
        server.files.remove("config.json");
        assertThatThrownBy(this::network)
                .hasMessageContaining("neither config.json nor open_clip_config.json says which network");
    }

    @Test
    void aModelWithoutWeightsIsRefused() {
        server.files.remove("model.safetensors");
        server.with("flax_model.msgpack", "x");
        HubNetwork network = network();
        assertThatThrownBy(() -> weightsOf(network))
                .hasMessageContaining("hf:owner/model@" + HubServer.COMMIT)
                .hasMessageContaining("has no weights that Biwaa reads, expected one of model.safetensors");
    }

    @Test
    void weightsAloneMayComeFromTheHub() throws IOException {
        WeightsChoice choice = WeightsChoice.named(PINNED);
        assertThat(choice.setting()).isEqualTo(PINNED);
        assertThat(StartingFile.of(choice, Backbones.of("dtn"), cache(), Progress.SILENT)
                        .orElseThrow())
                .hasBinaryContent(Files.readAllBytes(weights));
        assertThat(List.of(choice.file(), WeightsChoice.IMAGENET.hub())).allMatch(Optional::isEmpty);
    }

    @Test
    void weightsThatAreHereAreListed() throws IOException {
        assertThat(WeightsAtHand.in(cache())).isEmpty();
        weightsOf(network());
        Path published = cache().resolve("weights")
                .resolve(Backbones.of("mobilenet_v2").publishedWeights().fileName());
        Files.writeString(published, "the doctor does not open it");
        assertThat(WeightsAtHand.in(cache()))
                .containsExactly(
                        new WeightsAtHand("imagenet", "mobilenet_v2", Optional.of("BSD-3-Clause")),
                        new WeightsAtHand(PINNED, "dtn", Optional.of("apache-2.0")));
    }
}
