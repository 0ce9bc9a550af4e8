package io.github.biwaa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.KnownClasses;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command from its plan to its answer, on small pictures, by a plan that was made before: so no speed of a machine decides what is trained. */
class AdaptCommandTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyPictures.source(folder.resolve("source"), 6);
        TinyPictures.unlabelledTarget(folder.resolve("target"), 4);
        TinyWeights.dtn(folder.resolve("dtn.safetensors"));
        plan(folder, "out");
    }

    /** Leaves a plan of three short trainings, as an interrupted call would. */
    static void plan(Path folder, String out) throws IOException {
        Files.createDirectories(folder.resolve(out));
        Files.writeString(folder.resolve(out + "/plan.json"), """
                {"source": "%s", "target": "%s", "budgetSeconds": 1, "sourceSize": 18, "targetSize": 12,
                 "backbone": "dtn", "weights": "%s", "frozenViews": 2, "views": "centre",
                 "speed": {"secondsPerView": 1, "secondsPerTrainedView": 1, "secondsPerStep": 1},
                 "trainings": [
                   {"name": "source-only", "method": "source-only", "frozen": true, "iterations": 3},
                   {"name": "mstn", "method": "mstn", "frozen": true, "iterations": 3},
                   {"name": "cdan", "method": "cdan", "frozen": true, "iterations": 3}]}
                """.formatted(
                        folder.resolve("source"), folder.resolve("target"), folder.resolve("dtn.safetensors")));
    }

    private CommandRun adapt(String... more) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                "adapt",
                                folder.resolve("source").toString(),
                                folder.resolve("target").toString(),
                                "--cache",
                                folder.resolve("cache").toString()),
                        Stream.of(more))
                .toList());
    }

    @Test
    void theAnswerIsOnStandardOutputInTheFolderAndInTheReport() throws IOException {
        String out = folder.resolve("out").toString();
        CommandRun run =
                adapt("--out", out, "--time", "1s", "--rename", "box=crate").succeeds();
        assertThat(Files.readString(folder.resolve("out/source-only/summary.json")))
                .contains("\"crate\"")
                .doesNotContain("\"box\"");
        assertThat(run.err())
                .contains("The data", "source source: 18 pictures in 3 classes, 6 to 6 per class")
                .contains("target target: 12 pictures")
                .contains("The plan, made when this adaptation was begun");
        assertThat(run.out())
                .contains(
                        "The answer, after",
                        "by the agreement with trainings of other methods, without labels",
                        "changed",
                        "of 12 pictures",
                        "no time    cdan")
                .contains("biwaa predict --model " + out);
        String best = new JsonMapper()
                .readTree(folder.resolve("out/summary.json").toFile())
                .get("best")
                .asText();
        assertThat(run.out()).contains("(" + best + ")");
        assertThat(Files.readString(folder.resolve("out/report.html")))
                .containsPattern("<p class=\"big\">about \\d+ %</p>")
                .contains("estimated accuracy on the target, without its labels, by agreement; interval");
        assertThat(CommandRun.of(
                                "predict",
                                "--model",
                                out,
                                "--images",
                                folder.resolve("target").toString())
                        .succeeds()
                        .out())
                .startsWith("path,class,probability");
    }

    @Test
    void unsureAnswersOfItsModelAreToldFromSureOnes() throws IOException {
        String out = folder.resolve("out").toString();
        adapt("--out", out, "--time", "1s").succeeds();
        List<String> predict = List.of(
                "predict", "--model", out, "--images", folder.resolve("target").toString(), "--min-probability");
        CommandRun run = CommandRun.of(Stream.concat(
                                predict.stream(),
                                Stream.of(
                                        "0.5",
                                        "--copy-to",
                                        folder.resolve("sorted").toString()))
                        .toList())
                .succeeds();
        List<String> rows = run.out().lines().toList();
        assertThat(rows).hasSize(13).first().isEqualTo("path,class,probability,sure,error");
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split(",", -1);
            boolean below = Double.parseDouble(cells[2]) < 0.5;
            assertThat(cells[3]).isEqualTo(below ? "no" : "yes");
            assertThat(folder.resolve("sorted/" + (below ? "unsure" : cells[1]))
                            .resolve(Path.of(cells[0]).getFileName()))
                    .exists();
        }
        CommandRun.of(Stream.concat(predict.stream(), Stream.of("0.5", "--format", "jsonl"))
                        .toList())
                .succeeds()
                .out()
                .lines()
                .forEach(row -> assertThat(row).containsPattern("\"sure\":(true|false)"));
        CommandRun.of(Stream.concat(predict.stream(), Stream.of("70")).toList()).fails(2, "min-probability: 70");
    }

    @Test
    void picturesOfNoClassAreToldByTheCentroidsOfItsModel() throws IOException {
        Path out = folder.resolve("out");
        adapt("--out", out.toString(), "--time", "1s").succeeds();
        Path mixed = folder.resolve("mixed");
        TinyPictures.source(mixed, 2);
        Files.move(mixed.resolve("ring"), mixed.resolve("other"));
        Path known = ModelLocation.resolve(out).resolve("known.json");
        List<String> predict = List.of("predict", "--model", out.toString(), "--images", mixed.toString(), "--unknown");
        CommandRun run = CommandRun.of(predict).succeeds();
        double from = KnownClasses.load(known.getParent()).orElseThrow().from();
        List<String> rows = run.out().lines().toList();
        assertThat(rows).hasSize(7).first().isEqualTo("path,class,probability,unknown,error");
        int[] called = new int[2];
        try (Classifier classifier = Classifier.load(out)) {
            for (String row : rows.subList(1, rows.size())) {
                String[] cells = row.split(",", -1);
                boolean unknown = classifier.classify(Path.of(cells[0])).similarity() < from;
                assertThat(cells[3]).isEqualTo(unknown ? "yes" : "no");
                called[cells[0].contains("other") ? 1 : 0] += unknown ? 1 : 0;
            }
        }
        assertThat(run.err())
                .contains("Unknown: " + called[1] + " of 2 pictures of other classes found, " + called[0]
                        + " of 4 others")
                .containsPattern("AUROC [01]\\.\\d{3}");
        CommandRun.of(Stream.concat(predict.stream(), Stream.of("--uncalibrated"))
                        .toList())
                .fails(2, "--uncalibrated", "contradict");

        Files.delete(known);
        double likely = ModelFolder.describe(known.getParent()).calibration().centreKnownFrom();
        assertThat(likely).isBetween(0.1, 1.0);
        run = CommandRun.of(
                        "predict",
                        "--unknown",
                        "--model",
                        out.toString(),
                        "--images",
                        folder.resolve("target").toString())
                .succeeds();
        assertThat(run.err()).containsOnlyOnce("without class centroids");
        for (String row : run.out().lines().skip(1).toList()) {
            String[] cells = row.split(",", -1);
            assertThat(cells[3]).isEqualTo(Double.parseDouble(cells[2]) < likely ? "yes" : "no");
        }
    }

    @Test
    void whatCannotBeDoneIsRefusedBeforeAnythingIsWritten() {
        String other = folder.resolve("other").toString();
        adapt("--time", "soon").fails(2, "time: soon", "15m");
        adapt("--rename", "box").fails(2, "rename: box");
        adapt("--weights", "x.safetensors").fails(2, "--backbone NAME");
        adapt(
                        "--out",
                        other,
                        "--time",
                        "0.0001s",
                        "--backbone",
                        "dtn",
                        "--weights",
                        folder.resolve("dtn.safetensors").toString())
                .fails(2, "time: 0 s", "expected at least");
        adapt("--out", folder.resolve("out").toString(), "--backbone", "lenet").fails(1, "backbone dtn", "--out");
        assertThat(Path.of(other)).doesNotExist();
    }

    @Test
    void anEndedTrainingSaysWhatIsKnownAndWhatToDoNext() throws IOException {
        TinyTraining training = new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"));
        CommandRun plain = training.into("plain").succeeds();
        assertThat(plain.err())
                .contains("Accuracy: unknown, because the target has no labels. --hold-out 0.2 estimates it.")
                .containsPattern("Predicted: \\d of 3 classes, most often")
                .contains("of 12 have a probability below 70 %")
                .containsPattern("Scores: +entropy \\d\\.\\d{3} \\((sure|mixed|unsure)\\)")
                .contains("biwaa predict --model " + folder.resolve("plain"));
        assertThat(plain.err()).doesNotContainPattern("classification \\d");
        Path file = Files.writeString(folder.resolve("verbose.yaml"), "verbose: true\nhold-out: 0.2\n");
        CommandRun held = training.with("config", file).into("held").succeeds();
        assertThat(held.err()).containsPattern("total \\d\\S*, classification \\d");
        assertThat(held.err())
                .containsPattern("Estimate: \\d+ % of the target are right \\(\\d+ to \\d+\\)")
                .containsPattern("Classes: +estimated by em: (box|ring|stroke) \\d+ % of the target \\(source 33 %");
        int[] predicted = {0};
        TinyTraining.summary(folder.resolve("held"))
                .get(1)
                .get("predictions")
                .get("perClass")
                .forEach(count -> predicted[0] += count.asInt());
        assertThat(predicted[0]).isEqualTo(12);
    }
}
