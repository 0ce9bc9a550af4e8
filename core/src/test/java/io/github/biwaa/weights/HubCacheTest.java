package io.github.biwaa.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubCacheTest {
    private static final int SIZE = 200_000;
    private static final String SECRET = "hf_secretOfATest";
    private static final HubReference MODEL = HubReference.of(HubServer.MODEL);
    private static final String WEIGHTS = "model.safetensors";

    private final byte[] content = new byte[SIZE];

    @TempDir
    private Path folder;

    private HubServer server;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        server = new HubServer().with("config.json", "{}").with(WEIGHTS, content);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HubCache cache(Optional<String> token) {
        return new HubCache(
                folder,
                server.address(),
                token,
                new WeightDownload.Patience(Duration.ofSeconds(5), Duration.ofMillis(10)),
                Progress.SILENT);
    }

    private HubModel model() {
        return cache(Optional.empty()).model(MODEL);
    }

    private Path kept(String name) {
        return folder.resolve("hub/owner--model/" + HubServer.COMMIT + "/" + name);
    }

    @Test
    void filesComeFromWhereTheHubSendsAndAreKept() {
        HubModel model = model();
        assertThat(model.reference()).hasToString("hf:owner/model@" + HubServer.COMMIT);
        assertThat(model.licence()).contains("apache-2.0");
        assertThat(model.has("config.json")).isTrue();
        assertThat(model.has("pytorch_model.bin")).isFalse();
        assertThat(model.fetch(WEIGHTS)).isEqualTo(kept(WEIGHTS)).hasBinaryContent(content);
        assertThat(model.fetch("config.json")).hasContent("{}");
        assertThat(server.elsewhere).hasSize(1);
        assertThat(kept(HubCache.LISTING)).content().contains(HubServer.git("{}".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsHereIsNotAskedForAgain() {
        model().fetch(WEIGHTS);
        server.close();
        assertThat(model().fetch(WEIGHTS)).hasBinaryContent(content);
        assertThat(cache(Optional.empty()).model(MODEL.at(HubServer.COMMIT)).licence())
                .contains("apache-2.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"main", "v1", "refs/pr/1", HubServer.COMMIT})
    void revisionsAreBranchesTagsAndCommits(String revision) {
        HubModel model = cache(Optional.empty()).model(HubReference.of(HubServer.MODEL + "@" + revision));
        assertThat(model.fetch(WEIGHTS)).isEqualTo(kept(WEIGHTS)).exists();
    }

    @Test
    void aTokenIsSentToTheHubAloneAndWrittenNowhere() throws IOException {
        server.token = SECRET;
        cache(Optional.of(SECRET)).model(MODEL).fetch(WEIGHTS);
        assertThat(server.requests).hasSize(2).allMatch(request -> request.endsWith("Bearer " + SECRET));
        assertThat(server.elsewhere).hasSize(1).allMatch(request -> request.endsWith(" null"));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
            }
        }
    }

    @Test
    void withoutATokenOrWithAWrongOneAClosedModelIsExplained() {
        server.token = SECRET;
        assertThatThrownBy(this::model)
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("cannot download hf:owner/model: the hub answered 401")
                .hasMessageContaining("accept its licence")
                .hasMessageContaining("set HF_TOKEN");
        assertThatThrownBy(() -> cache(Optional.of("hf_other")).model(MODEL))
                .hasMessageContaining("check that the token in HF_TOKEN")
                .hasMessageNotContaining("hf_other");
    }

    @Test
    void aModelThatTheHubDoesNotHaveIsNamed() {
        assertThatThrownBy(() -> cache(Optional.empty()).model(HubReference.of("hf:owner/other")))
                .hasMessageContaining("cannot download hf:owner/other: the hub answered 404");
        assertThatThrownBy(() -> model().fetch("pytorch_model.bin"))
                .hasMessageContaining("hf:owner/model@" + HubServer.COMMIT + " has no file pytorch_model.bin");
    }

    @Test
    void aCutDownloadIsTakenUpAgainWhereItBroke() {
        server.cuts = 2;
        assertThat(model().fetch(WEIGHTS)).hasBinaryContent(content);
        assertThat(server.elsewhere).hasSize(3).element(1).asString().contains("bytes=100000-");
    }

    @Test
    void theNextProcessGoesOnWhereThisOneWasCut() throws IOException {
        HubModel model = model();
        Files.write(kept(WEIGHTS + ".part"), Arrays.copyOf(content, 150_000));
        assertThat(model.fetch(WEIGHTS)).hasBinaryContent(content);
        assertThat(server.elsewhere).singleElement().asString().contains("bytes=150000-");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void otherContentIsRefusedByTheListingOrTheTag(boolean listed) {
        server.hashesTold = listed;
        server.damages = true;
        assertThatThrownBy(() -> model().fetch(WEIGHTS))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("the SHA-256")
                .hasMessageContaining("expected one that begins with");
        assertThat(kept(WEIGHTS)).doesNotExist();
        assertThat(kept(WEIGHTS + ".part")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasDamagedSinceIsFoundWhateverTheHubSaidOfIt(boolean tagged) throws IOException {
        server.hashesTold = false;
        server.tagsTold = tagged;
        model().fetch(WEIGHTS);
        content[7]++;
        Files.write(kept(WEIGHTS), content);
        assertThatThrownBy(() -> model().fetch(WEIGHTS))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("damaged or another file. Delete it");
    }

    @Test
    void theLicenceMayStandOnTheCardAlone() {
        server.licence = null;
        server.with("README.md", "---\nlicense: other\nlicense_name: dinov3-license\n---\n# A model\nlicense: mit\n");
        assertThat(model().licence()).contains("dinov3-license");
        assertThat(model().licence()).contains("dinov3-license");
    }

    @Test
    void aModelWithoutALicenceHasNone() {
        server.licence = null;
        assertThat(model().licence()).isEmpty();
        assertThat(model().licence()).isEmpty();
    }

    /** A page in place of the interface, as networks with a login show it. */
    @Test
    void whatIsNoHubIsToldFromOne() throws IOException {
        Path answer = Files.writeString(folder.resolve("answer"), "<html>");
        assertThatThrownBy(() -> HubListing.ofAnswer(answer))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("did not answer as the Hugging Face hub does");
        Files.writeString(answer, "{\"sha\": \"main\"}");
        assertThatThrownBy(() -> HubListing.ofAnswer(answer)).hasMessageContaining("no commit, or no files");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hf:",
                "hf:model",
                "hf:a/b/c",
                "hf:../b",
                "hf:a/..",
                "hf:a/b@",
                "hf:a/b@../x",
                "hf:a/b@x/../y",
                "hf:a b/c"
            })
    void otherFormsAreRefused(String setting) {
        assertThatThrownBy(() -> HubReference.of(setting))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("\"" + setting + "\"")
                .hasMessageContaining("expected hf:owner/name");
    }
}
