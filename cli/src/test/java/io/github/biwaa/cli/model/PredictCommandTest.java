package io.github.biwaa.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code biwaa predict} with a model that {@code biwaa train} left. */
class PredictCommandTest {
    private static final int PER_CLASS = 3;
    private static final int PICTURES = 3 * PER_CLASS;

    @TempDir
    private static Path home;

    private static Path target;

    @TempDir
    private Path folder;

    /** Pictures larger than a view, so that ten crops are ten. */
    @BeforeAll
    static void train() {
        target = TinyPictures.labelledTarget(home.resolve("target"), PER_CLASS);
        TinyPictures.source(home.resolve("source"), PER_CLASS);
        training(home).with("iterations", 6).with("lr", 0.01).into("run").succeeds();
    }

    private static TinyTraining training(Path into) {
        return new TinyTraining(into, home.resolve("source"), target)
                .with("backbone", "squeezenet1_0")
                .with("weights", "none")
                .with("image-size", 56);
    }

    static CommandRun predict(Object images, Object... more) {
        List<String> arguments = new ArrayList<>(
                List.of("predict", "--model", home.resolve("run").toString(), "--images", images.toString()));
        Stream.of(more).map(Object::toString).forEach(arguments::add);
        return CommandRun.of(arguments);
    }

    private static List<List<String>> rows(CommandRun run) {
        return Rfc4180.parse(run.succeeds().out());
    }

    private static List<JsonNode> objects(CommandRun run) {
        return run.succeeds().out().lines().map(PredictCommandTest::json).toList();
    }

    /** scores.npy is what the evaluation of the training left: of the same pictures, by the same views, in the same order. */
    @ParameterizedTest
    @ValueSource(ints = {2, 32})
    void tenCropsAgreeWithTheScoresOfTheTraining(int batchSize) {
        CommandRun run = predict(target, "--ten-crop", "--top-k", 3, "--format", "jsonl", "--batch-size", batchSize);
        List<JsonNode> rows = objects(run);
        assertThat(rows).hasSize(PICTURES);
        double[] scores = scores();
        for (int sample = 0; sample < PICTURES; sample++) {
            for (JsonNode candidate : rows.get(sample).get("top")) {
                int k = TinyPictures.CLASSES.indexOf(candidate.get("class").asText());
                assertThat(candidate.get("probability").asDouble()).isCloseTo(scores[3 * sample + k], within(1e-5));
            }
        }
        double accuracy = TinyTraining.summary(home.resolve("run"))
                .get(1)
                .get("targetAccuracy")
                .asDouble();
        assertThat(run.err()).containsPattern("all +9 +" + Math.round(accuracy * PICTURES) + " ");
    }

    /** The jar biwaa-spark is on the class path here, and Spark is not. */
    @Test
    void aClusterNeedsSparkOnTheClassPath() {
        Path out = home.resolve("rows");
        CommandRun run = predict(target, "--spark", "local[2]", "--out", out);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("biwaa: Apache Spark is not on the class path. Set SPARK_HOME");
        assertThat(out).doesNotExist();
    }

    /** The agreement above means something: one view is far from ten. */
    @Test
    void theCentreIsAnotherView() {
        List<JsonNode> centre = objects(predict(target, "--format", "jsonl"));
        double[] scores = scores();
        double furthest = 0;
        for (int sample = 0; sample < PICTURES; sample++) {
            JsonNode row = centre.get(sample);
            int k = TinyPictures.CLASSES.indexOf(row.get("class").asText());
            furthest = Math.max(furthest, Math.abs(row.get("probability").asDouble() - scores[3 * sample + k]));
        }
        assertThat(furthest).isGreaterThan(1e-4);
    }

    private static double[] scores() {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.toDoubles(Npy.read(home.resolve("run/run-1/scores.npy")));
        }
    }

    private static JsonNode json(String line) {
        try {
            return new JsonMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void csvHasAHeaderAndARowPerPictureInOrder() {
        List<List<String>> rows = rows(predict(target, "--top-k", 2));
        assertThat(rows.get(0)).containsExactly("path", "class", "probability", "class_2", "probability_2", "error");
        assertThat(rows).hasSize(PICTURES + 1).allSatisfy(row -> assertThat(row).hasSize(6));
        List<String> paths = rows.stream().skip(1).map(row -> row.get(0)).toList();
        assertThat(paths).isSorted().first().isEqualTo(target + "/box/p100.png");
        for (List<String> row : rows.subList(1, rows.size())) {
            assertThat(TinyPictures.CLASSES).contains(row.get(1), row.get(3));
            assertThat(row.get(1)).isNotEqualTo(row.get(3));
            assertThat(row.get(2)).matches("[01]\\.\\d{6}");
            assertThat(Double.parseDouble(row.get(2))).isGreaterThanOrEqualTo(Double.parseDouble(row.get(4)));
            assertThat(row.get(5)).isEmpty();
        }
    }

    @Test
    void moreCandidatesThanClassesLeaveFieldsEmpty() {
        List<List<String>> rows = rows(predict(target, "--top-k", 5));
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(12));
        assertThat(rows.get(1).subList(7, 12)).containsOnly("");
        JsonNode row =
                objects(predict(target, "--top-k", 5, "--format", "jsonl")).get(0);
        assertThat(row.get("top")).hasSize(3);
        assertThat(row.get("top").get(0).get("class")).isEqualTo(row.get("class"));
    }

    @Test
    void bothFormatsAndAFileSayTheSame() throws IOException {
        CommandRun csv = predict(target);
        List<JsonNode> objects = objects(predict(target, "--format", "jsonl"));
        for (int i = 0; i < PICTURES; i++) {
            List<String> row = rows(csv).get(i + 1);
            assertThat(objects.get(i).get("path").asText()).isEqualTo(row.get(0));
            assertThat(objects.get(i).get("class").asText()).isEqualTo(row.get(1));
            assertThat(objects.get(i).get("probability").asDouble()).isEqualTo(Double.parseDouble(row.get(2)));
            assertThat(objects.get(i)).hasSize(3);
        }
        Path file = folder.resolve("deeper/rows.csv");
        CommandRun toFile = predict(target, "--out", file).succeeds();
        assertThat(toFile.out()).isEmpty();
        assertThat(file).hasContent(csv.out());
        predict(target, "--out", file, "--format", "jsonl").fails(1, "is there already", "--overwrite");
        assertThat(file).hasContent(csv.out());
        predict(target, "--out", file, "--format", "jsonl", "--overwrite").succeeds();
        assertThat(Files.readAllLines(file))
                .hasSize(PICTURES)
                .first()
                .asString()
                .startsWith("{\"path\":");
    }

    @Test
    void threadsAndBatchesChangeNoClass() {
        List<String> usual = classes(predict(target, "--threads", 1, "--loader-threads", 1));
        assertThat(classes(predict(target, "--threads", 1, "--loader-threads", 4, "--batch-size", 1)))
                .isEqualTo(usual);
        assertThat(predict(target, "--threads", 1, "--loader-threads", 1).out())
                .isEqualTo(
                        predict(target, "--threads", 1, "--loader-threads", 7).out());
    }

    private static List<String> classes(CommandRun run) {
        return rows(run).stream().map(row -> row.get(1)).toList();
    }

    @Test
    void oneFileIsOneRow() {
        Path picture = target.resolve("ring/p201.png");
        CommandRun run = predict(picture);
        assertThat(rows(run)).hasSize(2);
        assertThat(rows(run).get(1).get(0)).isEqualTo(picture.toString());
        assertThat(run.err()).contains("1 row in ").doesNotContain("accuracy");
    }

    @Test
    void aListDecidesTheOrderAndItsNumbersAreLabels() throws IOException {
        Path list = Files.writeString(home.resolve("list.txt"), """
            # in no order
            target/stroke/p301.png 2
            target/box/p102.png 0
            target/box/p100.png 0
            target/box/p102.png 0
            """);
        CommandRun run = predict(list);
        assertThat(rows(run).stream().skip(1).map(row -> row.get(0)))
                .containsExactly(
                        target + "/stroke/p301.png",
                        target + "/box/p102.png",
                        target + "/box/p100.png",
                        target + "/box/p102.png");
        assertThat(run.err())
                .containsPattern("box +3 ")
                .containsPattern("stroke +1 ")
                .containsPattern("all +4 ")
                .doesNotContain("ring");
        Path elsewhere = Files.writeString(folder.resolve("list.txt"), "box/p100.png\n");
        assertThat(predict(elsewhere, "--root", target).succeeds().out()).contains(target + "/box/p100.png,");
        Path outside = Files.writeString(folder.resolve("outside.txt"), target.resolve("box/p100.png") + "\n");
        predict(outside).fails(1, "line 1", "allow-outside-root");
        predict(outside, "--allow-outside-root").succeeds();
    }

    @Test
    void labelsThatMeanOtherClassesAreNone() throws IOException {
        Path list = Files.writeString(home.resolve("wrong.txt"), "target/box/p100.png 1\ntarget/ring/p200.png 0\n");
        CommandRun swapped = predict(list).succeeds();
        assertThat(swapped.err())
                .contains("wrong.txt, line 2: the class number is 0", "taken as unlabelled")
                .doesNotContain("accuracy");
        Path many = Files.writeString(home.resolve("many.txt"), "target/box/p100.png 12\n");
        assertThat(predict(many).succeeds().err()).contains("12, but there are 3 classes", "taken as unlabelled");

        TinyPictures.targetPicture(folder.resolve("some/box/a.png"), 0, 1);
        TinyPictures.targetPicture(folder.resolve("some/vase/b.png"), 1, 1);
        CommandRun some = predict(folder.resolve("some"));
        assertThat(some.err()).contains("but not vase", "taken as unlabelled").doesNotContain("accuracy");
        assertThat(rows(some)).hasSize(3);

        CommandRun flat = predict(TinyPictures.unlabelledTarget(folder.resolve("flat"), 1))
                .succeeds();
        assertThat(flat.err()).contains("3 rows in ").doesNotContain("accuracy").doesNotContain("unlabelled");
    }

    @Test
    void brokenPicturesHaveTheirRowsAndTheExitCodeTells() throws IOException {
        Path pictures = folder.resolve("pictures");
        TinyPictures.targetPicture(pictures.resolve("a.png"), 0, 1);
        Files.writeString(pictures.resolve("b, \"broken\".png"), "no picture");
        Files.write(pictures.resolve("c.jpg"), new byte[0]);
        TinyPictures.targetPicture(pictures.resolve("d.png"), 2, 1);
        CommandRun run = predict(pictures, "--batch-size", 2);
        assertThat(run.exitCode()).isEqualTo(1);
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(5);
        assertThat(lines.get(1)).matches(".*a\\.png,(box|ring|stroke),[01]\\.\\d+,");
        assertThat(lines.get(2))
                .isEqualTo("\"" + pictures + "/b, \"\"broken\"\".png\",,,"
                        + "\"this is not a picture (its content is none of JPEG, PNG, BMP, GIF, WebP, TIFF, ICO)\"");
        assertThat(lines.get(3)).isEqualTo(pictures + "/c.jpg,,,the file is empty");
        assertThat(lines.get(4)).matches(".*d\\.png,(box|ring|stroke),[01]\\.\\d+,");
        assertThat(run.err()).contains("2 of the pictures could not be read").doesNotContain("Exception");

        CommandRun skipped = predict(pictures, "--skip-broken", "--format", "jsonl");
        assertThat(skipped.err()).contains("2 of the pictures could not be read");
        JsonNode broken = objects(skipped).get(2);
        assertThat(broken.get("error").asText()).isEqualTo("the file is empty");
        assertThat(broken).hasSize(2);

        Path file = folder.resolve("rows.csv");
        assertThat(predict(pictures, "--out", file).exitCode()).isEqualTo(1);
        assertThat(file).hasContent(run.out());
    }

    @Test
    void missingPicturesOfAListHaveTheirRows() throws IOException {
        Path list = Files.writeString(home.resolve("missing.txt"), "target/box/gone.png 0\ntarget/box/p100.png 0\n");
        CommandRun run = predict(list);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("gone.png,,,the file is missing\n", "p100.png,");
        assertThat(run.err()).containsPattern("all +1 ");
        Path noPicture = Files.writeString(home.resolve("text.txt"), "target/box/p100.png\nreadme.txt\n");
        predict(noPicture).fails(1, "text.txt, line 2");
        assertThat(rows(predict(noPicture, "--skip-broken"))).hasSize(2);
    }

    /** A folder may hold names that a list cannot; each is one field, and each copy keeps its name. */
    @Test
    void hostileNames() throws IOException {
        List<String> names = List.of(
                "a,b.png",
                "line\nfeed.png",
                "quote\".png",
                " space .png",
                "#hash.png",
                "=SUM(A1).png",
                "ünï™ 絵.png",
                "-rf.png",
                "cr\rlf.png");
        Path pictures = folder.resolve("pictures");
        for (String name : names) {
            TinyPictures.targetPicture(pictures.resolve(name), 0, 1);
        }
        Path copies = folder.resolve("copies");
        List<List<String>> rows = rows(predict(pictures, "--copy-to", copies));
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSize(4));
        List<String> expected =
                names.stream().map(name -> pictures + "/" + name).sorted().toList();
        assertThat(rows.stream().skip(1).map(row -> row.get(0))).containsExactlyElementsOf(expected);
        assertThat(objects(predict(pictures, "--format", "jsonl")))
                .extracting(object -> object.get("path").asText())
                .isEqualTo(expected);
        assertThat(filesBelow(copies))
                .extracting(path -> path.getFileName().toString())
                .containsExactlyInAnyOrderElementsOf(names);
    }

    private static List<Path> filesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void copiesAreSortedByClassAndNothingIsOverwritten() throws IOException {
        Path pictures = folder.resolve("pictures");
        for (String sub : new String[] {"a", "b", "c"}) {
            TinyPictures.targetPicture(pictures.resolve(sub).resolve("photo.png"), 0, 1);
        }
        Files.writeString(pictures.resolve("c/broken.png"), "no picture");
        Path copies = folder.resolve("sorted");
        String named = rows(predict(pictures, "--copy-to", copies, "--skip-broken"))
                .get(1)
                .get(1);
        Path of = copies.resolve(named);
        assertThat(filesBelow(copies))
                .containsExactly(of.resolve("photo-2.png"), of.resolve("photo-3.png"), of.resolve("photo.png"));
        assertThat(of.resolve("photo-3.png")).hasSameBinaryContentAs(pictures.resolve("c/photo.png"));
        assertThat(filesBelow(pictures)).hasSize(4);

        Files.writeString(of.resolve("photo.png"), "mine");
        predict(pictures, "--copy-to", copies, "--skip-broken").succeeds();
        assertThat(of.resolve("photo.png")).hasContent("mine");
        assertThat(filesBelow(copies)).hasSize(6).contains(of.resolve("photo-6.png"));
        predict(pictures, "--copy-to", pictures.resolve("sorted")).fails(2, "copy-to", "lies in the folder");
        assertThat(pictures.resolve("sorted")).doesNotExist();
    }

    @Test
    void wrongUsageIsNamed() throws IOException {
        predict(target, "--format", "xml").fails(2, "format: xml", "csv or jsonl");
        predict(target, "--top-k", 0).fails(2, "top-k: 0", "at least 1");
        predict(target, "--batch-size", 0).fails(2, "batch-size: 0");
        predict(target, "--threads", 0).fails(2, "threads: 0");
        predict(target, "--loader-threads", -1).fails(2, "loader-threads: -1");
        predict(target, "--labels", "y.npy").fails(2, "labels: y.npy", "not a file of embeddings");
        predict(folder.resolve("none")).fails(1, "there is no folder or list", "none");
        predict(folder).fails(1, "has no pictures");
        CommandRun.of("predict", "--model", folder.toString(), "--images", target.toString())
                .fails(1, "holds no finished model");
        CommandRun.of("predict", "--model", folder.toString()).fails(2, "--images");
    }

    /** All probabilities go to a file, in order; it guides a training on the same pictures. */
    @Test
    void scoresGuideATraining() {
        Path file = folder.resolve("scores.npy");
        predict(target, "--ten-crop", "--scores", file).succeeds();
        try (PointerScope scope = new PointerScope()) {
            double[] written = Tensors.toDoubles(Npy.read(file));
            double[] expected = scores();
            assertThat(written).hasSameSizeAs(expected);
            for (int i = 0; i < written.length; i++) {
                assertThat(written[i]).isCloseTo(expected[i], within(1e-5));
            }
        }
        predict(target, "--scores", file).fails(1, "--overwrite", "another --scores");
        training(folder)
                .with("iterations", 2)
                .with("method", "mcc")
                .with("between-runs", "expand")
                .with("runs", 1)
                .with("guide", file)
                .into("guided")
                .succeeds();
        assertThat(folder.resolve("guided/run-0/metrics.csv")).content().contains("distillationLoss");
    }
}
