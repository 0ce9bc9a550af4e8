package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyEmbeddings;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code biwaa train} on embeddings instead of pictures. */
class TrainEmbeddingsTest {
    @TempDir
    static Path folder;

    private static Map<String, String> first;

    private static TinyTraining training() {
        return training("x.npy", "z.npy")
                .with("source-labels", folder.resolve("y.npy"))
                .with("target-labels", folder.resolve("y.npy"));
    }

    private static TinyTraining training(String source, String target) {
        return new TinyTraining(folder, folder.resolve(source), folder.resolve(target)).without("backbone");
    }

    private static Map<String, String> resultsOf(String out) {
        return TinyTraining.results(folder.resolve(out));
    }

    private static JsonNode model(String out) throws IOException {
        return new JsonMapper()
                .readTree(folder.resolve(out + "/model/model.json").toFile());
    }

    @BeforeAll
    static void train() {
        TinyEmbeddings.features(folder.resolve("x.npy"), false);
        TinyEmbeddings.features(folder.resolve("z.npy"), true);
        TinyEmbeddings.labels(folder.resolve("y.npy"));
        training().into("first").succeeds();
        first = resultsOf("first");
        assertThat(first).hasSize(4);
        assertThat(first.values()).as("two runs differ").doesNotHaveDuplicates();
    }

    @Test
    void theRunFolderIsThatOfAnyTraining() throws IOException {
        JsonNode runs = TinyTraining.summary(folder.resolve("first"));
        assertThat(runs).hasSize(2);
        assertThat(runs.get(1).get("iterations").asInt()).isEqualTo(5);
        assertThat(runs.get(1).get("targetAccuracy").asDouble()).isBetween(0.0, 1.0);
        assertThat(Files.readAllLines(folder.resolve("first/run-1/metrics.csv")))
                .first()
                .asString()
                .contains("totalLoss");
        assertThat(Files.readString(folder.resolve("first/config.yaml")))
                .contains("source-labels: " + folder.resolve("y.npy"), "feature-scale: ", "prior-weight: 1.0")
                .doesNotContain("backbone", "weights", "image-size", "views", "freeze");
    }

    @Test
    void theModelSaysThatItClassifiesEmbeddings() throws IOException {
        JsonNode model = model("first/run-1");
        assertThat(model.get("backbone").asText()).isEqualTo("embeddings");
        assertThat(model.get("embeddingWidth").asInt()).isEqualTo(TinyEmbeddings.WIDTH);
        assertThat(model.get("preprocessing").isNull()).isTrue();
        assertThat(model.get("classes")).extracting(JsonNode::asText).containsExactly("0", "1", "2");
        assertThat(model.get("startingWeights").get("name").asText()).isEqualTo("none");
        try (StateDict weights = Safetensors.read(folder.resolve("first/run-1/model/weights.safetensors"))) {
            assertThat(weights.names()).containsExactly("bottleneck.weight", "bottleneck.bias", "fc.weight", "fc.bias");
            assertThat(weights.get("bottleneck.weight").shape()).containsExactly(256, TinyEmbeddings.WIDTH);
        }
    }

    /** The scale that training took is in the model: what a program asks for later is what was scored. */
    @Test
    void predictionAgreesWithTheScores() {
        try (Classifier classifier = Classifier.load(folder.resolve("first"));
                PointerScope scope = new PointerScope()) {
            double[] scores = Tensors.toDoubles(Npy.read(folder.resolve("first/run-1/scores.npy")));
            List<float[]> samples = IntStream.range(0, TinyEmbeddings.SIZE)
                    .mapToObj(sample -> TinyEmbeddings.features(true, sample))
                    .toList();
            List<Prediction> predictions = classifier.classifyFeatures(samples);
            assertThat(predictions).hasSize(TinyEmbeddings.SIZE);
            for (int sample = 0; sample < TinyEmbeddings.SIZE; sample++) {
                double[] probabilities = predictions.get(sample).probabilities();
                for (int k = 0; k < 3; k++) {
                    assertThat(probabilities[k]).isCloseTo(scores[3 * sample + k], within(1e-6));
                }
            }
            assertThat(classifier.classifyFeatures(samples.get(5)).probabilities()[1])
                    .isCloseTo(predictions.get(5).probabilities()[1], within(1e-6));
            assertThat(classifier.classifyFeatures(List.of())).isEmpty();
        }
    }

    @Test
    void aModelOfEmbeddingsRefusesPicturesAndOtherFeatures() {
        try (Classifier classifier = Classifier.load(folder.resolve("first"))) {
            assertThatThrownBy(() -> classifier.classify(Path.of("photo.jpg")))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("trained on embeddings of 8 features");
            assertThatThrownBy(() -> classifier.classify(java.util.stream.Stream.of(Path.of("photo.jpg")), 4))
                    .hasMessageContaining("cannot classify pictures");
            assertThatThrownBy(() -> classifier.classifyFeatures(new float[7]))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("7 features, the model takes 8");
            float[] infinite = new float[8];
            infinite[3] = Float.NEGATIVE_INFINITY;
            assertThatThrownBy(() -> classifier.classifyFeatures(infinite))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("feature 3");
        }
    }

    @Test
    void theScaleGivesTheSourceItsNorm() throws IOException {
        double sum = 0;
        for (int sample = 0; sample < TinyEmbeddings.SIZE; sample++) {
            double square = 0;
            for (float value : TinyEmbeddings.features(false, sample)) {
                square += value * value;
            }
            sum += Math.sqrt(square);
        }
        double scale = model("first/run-0").get("featureScale").asDouble();
        assertThat(scale * sum / TinyEmbeddings.SIZE).isCloseTo(15, within(0.08));
        assertThat(String.valueOf(scale).replaceAll("^[0.]+|\\.", ""))
                .as("three digits")
                .hasSizeLessThan(4);
        training().with("feature-scale", 0.5).into("own-scale").succeeds();
        assertThat(model("own-scale/run-0").get("featureScale").asDouble()).isEqualTo(0.5);
        assertThat(resultsOf("own-scale")).isNotEqualTo(first);
    }

    @Test
    void centringIsKeptInTheModel() throws IOException {
        training().with("centre-features").into("centred").succeeds();
        assertThat(model("centred/run-0").get("centred").asBoolean()).isTrue();
        assertThat(model("first/run-0").has("centred")).isFalse();
        assertThat(resultsOf("centred")).isNotEqualTo(first);
        try (Classifier classifier = Classifier.load(folder.resolve("centred"));
                PointerScope scope = new PointerScope()) {
            double[] scores = Tensors.toDoubles(Npy.read(folder.resolve("centred/run-1/scores.npy")));
            for (int sample = 0; sample < TinyEmbeddings.SIZE; sample++) {
                float[] features = TinyEmbeddings.features(true, sample);
                float[] moved = features.clone();
                for (int column = 0; column < moved.length; column++) {
                    moved[column] += 4096;
                }
                double expected = scores[3 * sample];
                assertThat(classifier.classifyFeatures(features).probabilities()[0])
                        .isCloseTo(expected, within(1e-6));
                // The sum is rounded to 2^-12 of a feature.
                assertThat(classifier.classifyFeatures(moved).probabilities()[0])
                        .isCloseTo(expected, within(1e-3));
            }
        }
    }

    @Test
    void theSavedConfigurationRepeatsTheTraining() {
        CommandRun.of(
                        "train",
                        "--config",
                        folder.resolve("first/config.yaml").toString(),
                        "--out",
                        folder.resolve("again").toString())
                .succeeds();
        assertThat(resultsOf("again")).isEqualTo(first);
        assertThat(folder.resolve("again/config.yaml")).hasSameTextualContentAs(folder.resolve("first/config.yaml"));
    }

    @Test
    void labelsOfTheTargetChangeNothingButTheReport() {
        training().without("target-labels").into("without").succeeds();
        training().with("target-unlabelled").into("ignored").succeeds();
        int[] wrong = TinyEmbeddings.labels();
        for (int sample = 0; sample < wrong.length; sample++) {
            wrong[sample] = (wrong[sample] + 1 + sample % 2) % 3;
        }
        training()
                .with("target-labels", TinyEmbeddings.labels(folder.resolve("wrong.npy"), wrong))
                .into("wrong")
                .succeeds();
        assertThat(resultsOf("without")).isEqualTo(first);
        assertThat(resultsOf("ignored")).isEqualTo(first);
        assertThat(resultsOf("wrong")).isEqualTo(first);
        for (String out : List.of("without", "ignored")) {
            assertThat(TinyTraining.summary(folder.resolve(out)))
                    .allSatisfy(run ->
                            assertThat(run.get("targetAccuracy").isNull()).isTrue());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"npz", "csv"})
    void otherFormatsGiveTheSameBits(String format) throws IOException {
        TinyEmbeddings.labelledFeatures(folder.resolve("x." + format), false);
        TinyEmbeddings.labelledFeatures(folder.resolve("z." + format), true);
        training("x." + format, "z." + format).into("as-" + format).succeeds();
        assertThat(resultsOf("as-" + format)).isEqualTo(first);
        assertThat(TinyTraining.summary(folder.resolve("as-" + format)).get(1).get("targetAccuracy"))
                .isEqualTo(TinyTraining.summary(folder.resolve("first")).get(1).get("targetAccuracy"));
        assertThat(model("as-" + format + "/run-0").get("classes"))
                .extracting(JsonNode::asText)
                .isEqualTo(format.equals("csv") ? TinyEmbeddings.CLASSES : List.of("0", "1", "2"));
    }

    @Test
    void namesOfClasses() throws IOException {
        Path classes = Files.write(folder.resolve("classes.txt"), TinyEmbeddings.CLASSES);
        training().with("classes", classes).into("named").succeeds();
        assertThat(resultsOf("named")).isEqualTo(first);
        assertThat(model("named/run-0").get("classes"))
                .extracting(JsonNode::asText)
                .isEqualTo(TinyEmbeddings.CLASSES);
        Path names = TinyEmbeddings.labels(folder.resolve("y.txt"));
        training()
                .with("source-labels", names)
                .with("target-labels", names)
                .into("by-name")
                .succeeds();
        assertThat(resultsOf("by-name")).isEqualTo(first);
    }

    @ParameterizedTest
    @CsvSource({"source-only, 1", "dann, 1", "cdan, 1", "cdan-e, 1", "mcc, 1", "mstn, 1", "biwaa, 2"})
    void everyMethod(String method, int runs) {
        CommandRun run = training()
                .with("method", method)
                .with("evaluate-every", 2)
                .with("json")
                .into("by-" + method)
                .succeeds();
        assertThat(TinyTraining.summary(folder.resolve("by-" + method))).hasSize(runs);
        assertThat(run.out().lines()).hasSizeGreaterThan(3).allSatisfy(line -> assertThat(
                        new JsonMapper().readTree(line).isObject())
                .isTrue());
        assertThat(run.err()).contains("24 embeddings", "8 features");
    }

    @Test
    void anyMethodChainsRunsByIlda() {
        training().with("method", "dann").with("ilda").into("chained").succeeds();
        assertThat(TinyTraining.summary(folder.resolve("chained"))).hasSize(2);
    }

    @Test
    void aTrainingGoesOnWhereItStopped() {
        training().with("runs", 1).into("resumed").succeeds();
        training().with("resume").into("resumed").succeeds();
        assertThat(resultsOf("resumed")).isEqualTo(first);
    }

    /** Files of embeddings have no names of samples to compare: their values are. */
    @Test
    void itDoesNotGoOnWithOtherFeatures() throws IOException {
        Path target = TinyEmbeddings.features(folder.resolve("changing.npy"), true);
        TinyTraining changing = training("x.npy", "changing.npy").with("source-labels", folder.resolve("y.npy"));
        changing.with("runs", 1).into("changed").succeeds();
        TinyEmbeddings.features(target, false);
        changing.with("runs", 2).with("resume").into("changed").fails(1, "target-features changed since", "changed");
        TinyEmbeddings.features(target, true);
        changing.into("changed").succeeds();
    }

    /** Enough steps to learn something: large features do not diverge. */
    @Test
    void itLearns() {
        training()
                .with("iterations", 150)
                .with("batch-size", 12)
                .with("runs", 1)
                .into("learnt")
                .succeeds();
        JsonNode run = TinyTraining.summary(folder.resolve("learnt")).get(0);
        assertThat(run.get("targetAccuracy").asDouble()).isEqualTo(1);
        assertThat(run.get("losses").get("classificationLoss").asDouble()).isLessThan(0.05);
    }

    @Test
    void withoutABottleneck() throws IOException {
        training().with("bottleneck", 0).into("no-bottleneck").succeeds();
        assertThat(model("no-bottleneck/run-1").get("bottleneckWidth").asInt()).isZero();
    }

    @Test
    void oneKindOfDomain() {
        Path pictures = TinyPictures.source(folder.resolve("pictures"), 1);
        training()
                .with("target", pictures)
                .without("target-labels")
                .into("mixed")
                .fails(2, "source holds embeddings", "target pictures", "biwaa embed makes embeddings of pictures");
        training().with("source", pictures).into("mixed").fails(2, "target holds embeddings", "source pictures");
        new TinyTraining(folder, pictures, pictures)
                .with("source-labels", folder.resolve("y.npy"))
                .into("mixed")
                .fails(2, "source-labels: ", "not a file of embeddings");
        assertThat(folder.resolve("mixed/config.yaml")).doesNotExist();
    }

    @Test
    void flagsForPicturesAreRefused() throws IOException {
        training()
                .with("backbone", "lenet")
                .with("views", "centre")
                .with("skip-broken")
                .into("refused")
                .fails(2, "backbone, skip-broken, views: not for embeddings");
        Path yaml = Files.writeString(folder.resolve("pictures.yaml"), "image-size: 224\n");
        training().with("config", yaml).into("refused").fails(2, "image-size: not for embeddings");
        training().with("bottleneck", -1).into("refused").fails(2, "bottleneck: -1");
        training().with("feature-scale", 0).into("refused").fails(2, "feature-scale: 0.0");
    }

    @Test
    void wrongFilesAreNamed() throws IOException {
        training().with("source", "none.npy").into("wrong-file").fails(1, "there is no file none.npy");
        training().without("source-labels").into("wrong-file").fails(1, "x.npy has no labels", "source-labels");
        Path labels = TinyEmbeddings.labels(folder.resolve("short.npy"), new int[] {0, 1, 2});
        training().with("source-labels", labels).into("wrong-file").fails(1, "3 labels in " + labels, "24 samples");
        Path zeros = folder.resolve("zeros.csv");
        Files.writeString(zeros, "0,0,label\n0,0,a\n0,0,b\n");
        training(zeros.toString(), zeros.toString()).into("wrong-file").fails(1, "zeros.csv are 0");
        Path nan = folder.resolve("nan.csv");
        Files.writeString(nan, "1,2,label\n3,NaN,a\n0,0,b\n");
        training(nan.toString(), nan.toString())
                .into("wrong-file")
                .fails(1, "nan.csv, line 2, column 2", "the value is NaN");
        assertThat(folder.resolve("wrong-file/config.yaml")).doesNotExist();
    }
}
