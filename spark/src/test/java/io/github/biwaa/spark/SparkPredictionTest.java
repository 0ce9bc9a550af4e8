package io.github.biwaa.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.model.TestModels;
import io.github.biwaa.model.Views;
import io.github.biwaa.prediction.ClusterPrediction;
import io.github.biwaa.prediction.PredictionOutcome;
import io.github.biwaa.prediction.Predictor;
import io.github.biwaa.prediction.SamplePrediction;
import io.github.biwaa.samples.Pictures;
import io.github.biwaa.torch.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code biwaa predict --spark} writes is what {@code biwaa predict} finds, in every format. */
class SparkPredictionTest {
    private static final int CANDIDATES = 2;
    /** Of a batch of one, so that batches are the same however pictures are parted. */
    private static final int BATCH = 1;

    @TempDir
    private static Path folder;

    private static Path model;
    private static Pictures pictures;
    private static List<Answer> expected;

    /** A row, whatever it was read from. */
    private record Answer(
            String path,
            Optional<String> name,
            Optional<Double> probability,
            Optional<String> second,
            Optional<Double> secondProbability,
            Optional<String> error) {

        static Answer of(SamplePrediction sample) {
            Optional<List<Prediction.Candidate>> top = sample.prediction().map(each -> each.top(CANDIDATES));
            return new Answer(
                    sample.sample(),
                    top.map(candidates -> candidates.get(0).name()),
                    top.map(candidates -> candidates.get(0).probability()),
                    top.map(candidates -> candidates.get(1).name()),
                    top.map(candidates -> candidates.get(1).probability()),
                    sample.problem());
        }
    }

    @BeforeAll
    static void predictHere() throws IOException {
        model = TestModels.save(folder.resolve("model"), "lenet", 28, 16);
        Path shop = Files.createDirectories(folder.resolve("shop"));
        List<Path> files = new ArrayList<>(TestRows.files(shop, 5));
        files.add(Files.write(shop.resolve("a \"red\", back\\slash .png "), TestRows.png(6)));
        files.add(Files.writeString(shop.resolve("text.png"), "no picture"));
        List<Answer> answers = new ArrayList<>();
        Engine.useThreads(1);
        try (Classifier classifier = Classifier.load(model)) {
            pictures = new Pictures("shop", files, Optional.empty(), classifier.classes());
            new Predictor(classifier, BATCH, 1, Optional.empty())
                    .pictures(pictures, Optional.empty(), sample -> answers.add(Answer.of(sample)));
        }
        expected = sorted(answers.stream());
    }

    private static List<Answer> sorted(Stream<Answer> answers) {
        return answers.sorted(Comparator.comparing(Answer::path)).toList();
    }

    private static PredictionOutcome predict(String format, Path out, boolean overwrite) {
        return ClusterPrediction.find()
                .predict(new ClusterPrediction.Request(
                        "local[2]",
                        model.toString(),
                        pictures,
                        out.toString(),
                        format,
                        overwrite,
                        CANDIDATES,
                        Views.CENTRE,
                        true,
                        BATCH));
    }

    private static Path predicted(String format) {
        Path out = folder.resolve(format);
        assertThat(predict(format, out, false))
                .isEqualTo(new PredictionOutcome(expected.size(), 1, Optional.empty(), Optional.empty()));
        return out;
    }

    private static List<Path> parts(Path out, String ending) throws IOException {
        try (Stream<Path> files = Files.list(out)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    @Test
    void csv() throws IOException {
        List<Answer> found = new ArrayList<>();
        for (Path part : parts(predicted("csv"), ".csv")) {
            try (CsvReader<NamedCsvRecord> rows = CsvReader.builder().ofNamedCsvRecord(part)) {
                rows.forEach(row -> {
                    assertThat(row.getHeader())
                            .containsExactly(
                                    "path", "class", "probability", "class_2", "probability_2", "unknown", "error");
                    found.add(new Answer(
                            row.getField("path"),
                            text(row, "class"),
                            text(row, "probability").map(Double::valueOf),
                            text(row, "class_2"),
                            text(row, "probability_2").map(Double::valueOf),
                            text(row, "error")));
                });
            }
        }
        assertThat(sorted(found.stream())).isEqualTo(expected);
        assertThatThrownBy(() -> predict("csv", folder.resolve("csv"), false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(folder.resolve("csv").toString());
        assertThat(predict("csv", folder.resolve("csv"), true).samples()).isEqualTo(expected.size());
    }

    private static Optional<String> text(NamedCsvRecord row, String column) {
        return Optional.of(row.getField(column)).filter(text -> !text.isEmpty());
    }

    @Test
    void jsonLines() throws IOException {
        List<Answer> found = new ArrayList<>();
        for (Path part : parts(predicted("jsonl"), ".json")) {
            for (String line : Files.readAllLines(part)) {
                JsonNode row = new JsonMapper().readTree(line);
                Optional<JsonNode> second = Optional.ofNullable(row.path("top").get(1));
                assertThat(row.path("top").path(0).path("class")).isEqualTo(row.path("class"));
                found.add(new Answer(
                        row.path("path").asText(),
                        Optional.ofNullable(row.get("class")).map(JsonNode::asText),
                        Optional.ofNullable(row.get("probability")).map(JsonNode::asDouble),
                        second.map(candidate -> candidate.path("class").asText()),
                        second.map(candidate -> candidate.path("probability").asDouble()),
                        Optional.ofNullable(row.get("error")).map(JsonNode::asText)));
            }
        }
        assertThat(sorted(found.stream())).isEqualTo(expected);
    }

    @Test
    void parquet() throws IOException {
        Path out = predicted("parquet");
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", false)
                .getOrCreate()) {
            List<Row> rows = spark.read().parquet(out.toString()).collectAsList();
            assertThat(sorted(rows.stream().map(SparkPredictionTest::answer))).isEqualTo(expected);
        }
    }

    private static Answer answer(Row row) {
        Optional<Row> second =
                Optional.ofNullable(row.<Row>getList(row.fieldIndex("top"))).map(top -> top.get(1));
        return new Answer(
                row.getAs("path"),
                Optional.ofNullable(row.getAs("class")),
                Optional.ofNullable(row.getAs("probability")),
                second.map(candidate -> candidate.getString(0)),
                second.map(candidate -> candidate.getDouble(1)),
                Optional.ofNullable(row.getAs("error")));
    }
}
