package io.github.biwaa.cli.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.benchmark.recipe.BenchmarkTask;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.Documents;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.settings.TrainingConfiguration;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class BenchmarkCommandTest {
    @TempDir
    private Path folder;

    private String output;
    private String messages;

    @BeforeEach
    void draw() throws IOException {
        for (String domain : List.of("mnist", "usps")) {
            for (int i = 0; i < 20; i++) {
                BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
                for (int y = 0; y < 28; y++) {
                    for (int x = 0; x < 28; x++) {
                        image.getRaster().setSample(x, y, 0, (x * (i % 10 + 1) + y + i) % 256);
                    }
                }
                Path file = folder.resolve("data/" + domain + "/" + i % 10 + "/" + i + ".png");
                Files.createDirectories(file.getParent());
                ImageIO.write(image, "png", file.toFile());
            }
        }
    }

    @Test
    void aSweepTrainsTabulatesAndGoesOn() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "digits",
                "--root",
                folder.resolve("data").toString(),
                "--tasks",
                "mnist2usps",
                "--seeds",
                "42",
                "--methods",
                "source-only,biwaa",
                "--runs",
                "2",
                "--iterations",
                "2",
                "--batch-size",
                "4",
                "--discriminator-width",
                "8",
                "--evaluate-every",
                "1",
                "--cache",
                folder.resolve("cache").toString(),
                "--devices",
                "cpu,auto",
                "--no-blend-prior",
                "--out",
                folder.resolve("out").toString()));
        assertThat(run(command)).as(messages).isZero();
        assertThat(output)
                .contains("Digits, accuracy on the target in percent, measured here: lenet, 2 iterations")
                .contains("biwaa run by run (ILDA)")
                .contains("chosen without labels");
        assertThat(messages)
                .contains("mnist: 20 pictures instead of the published 60,000")
                .contains("2 training(s), 2 of them to do, into ")
                .contains("biwaa-mnist2usps-42 started")
                .contains("[2/2] ");
        JsonNode table = json("out/table.json");
        assertThat(table.path("trainings")).hasSize(2);
        for (JsonNode training : table.path("trainings")) {
            int runs = training.path("method").asText().equals("biwaa") ? 2 : 1;
            assertThat(training.path("state").asText()).isEqualTo("done");
            assertThat(training.path("runs")).hasSize(runs);
            assertThat(training.path("runs").get(0).path("checkpoints")).hasSize(2);
        }
        assertThat(Files.readString(folder.resolve("out/biwaa/mnist2usps/seed-42/config.yaml")))
                .contains("blend-prior: false", "lr: 0.01", "ramp: 20000.0", "runs: 2", "threads:");
        // Two devices are two trainings side by side, each on its own.
        assertThat(List.of(deviceOf("source-only"), deviceOf("biwaa"))).containsExactlyInAnyOrder("cpu", "auto");
        assertThat(Files.readString(folder.resolve("out/jobs/biwaa-mnist2usps-42.log")))
                .contains("Run 0 done");

        assertThat(run(command)).isEqualTo(1);
        assertThat(messages).contains("already holds a sweep");

        // What a kill leaves: one training without its last run, one whose folder is gone.
        Path summary = folder.resolve("out/biwaa/mnist2usps/seed-42/summary.json");
        String first = Files.readString(summary);
        Files.writeString(
                summary, first.substring(0, first.lastIndexOf("{\n    \"run\"")).replaceFirst(",\\s*$", "") + "]}");
        // The other is not asked for; a third fails.
        List<String> more = new ArrayList<>(command);
        more.add("--resume");
        more.set(more.indexOf("source-only,biwaa"), "biwaa,dann");
        Path blocked = folder.resolve("out/dann");
        Files.createFile(blocked);
        assertThat(run(more)).isEqualTo(1);
        assertThat(output).contains("dann-mnist2usps-42 failed: ").containsPattern("dann +1 +failed");
        assertThat(Files.readString(summary)).isNotEqualTo(first).contains("\"run\" : 1");
        Files.delete(blocked);
        assertThat(run(more)).as(messages).isZero();
        assertThat(messages).contains("2 training(s), 1 of them to do");
        assertThat(output).doesNotContain("failed");
        more.set(more.indexOf("--no-blend-prior"), "--blend-prior");
        assertThat(run(more)).isEqualTo(1);
        assertThat(messages).contains("blend-prior false instead of true");
        more.set(more.indexOf("--blend-prior"), "--no-blend-prior");

        // Results of other data do not belong into the same table.
        Path list = folder.resolve("out/lists/usps.txt");
        String listed = Files.readString(list);
        Files.writeString(list, listed.substring(0, listed.length() / 2));
        assertThat(run(more)).isEqualTo(1);
        assertThat(messages).contains("usps.txt would change");
        assertThat(list.resolveSibling("usps.txt.new")).doesNotExist();
        Files.writeString(list, listed);
        assertThat(run(more)).as(messages).isZero();
    }

    @Test
    void shardsTrainTheirPartsAndCollectMakesTheTable() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "digits",
                "--root",
                folder.resolve("data").toString(),
                "--tasks",
                "mnist2usps",
                "--seeds",
                "42",
                "--methods",
                "source-only,dann",
                "--iterations",
                "1",
                "--batch-size",
                "4",
                "--devices",
                "cpu",
                "--cache",
                folder.resolve("cache").toString(),
                "--out",
                folder.resolve("out").toString()));
        List<String> collect = new ArrayList<>(command);
        collect.add("--collect");
        assertThat(run(collect)).isEqualTo(1);
        assertThat(messages).contains("holds no sweep to collect");
        command.addAll(List.of("--shard", "1/2"));
        assertThat(run(command)).as(messages).isZero();
        assertThat(folder.resolve("out/dann/mnist2usps/seed-42/summary.json")).isNotEmptyFile();
        assertThat(folder.resolve("out/source-only")).doesNotExist();
        assertThat(run(command)).isEqualTo(1);
        assertThat(messages).contains("already holds a sweep");
        assertThat(run(collect)).isEqualTo(1);
        assertThat(output).contains("source-only-mnist2usps-42 missing");
        command.set(command.size() - 1, "0/2");
        assertThat(run(command)).as(messages).isZero();
        assertThat(run(collect)).as(messages).isZero();
        assertThat(output).doesNotContain("missing").contains("dann").contains("source-only");
        assertThat(folder.resolve("out/table.json")).isNotEmptyFile();
        // Without the predictions of one training, the other has none to agree with; the rest of the table remains.
        assertThat(output).contains("Estimates of the accuracy without labels");
        Files.delete(folder.resolve("out/dann/mnist2usps/seed-42/run-0/scores.npy"));
        assertThat(run(collect)).as(messages).isZero();
        assertThat(output)
                .doesNotContain("Estimates of the accuracy", "missing")
                .contains("dann");
    }

    @Test
    void dryRunListsWhatWouldRunAndLeavesNothing() {
        Path out = folder.resolve("out");
        assertThat(run(List.of(
                        "office31",
                        "--weights",
                        "none",
                        "--tasks",
                        "a2d,A2W",
                        "--methods",
                        "biwaa,dann",
                        "--dry-run",
                        "--out",
                        out.toString())))
                .isZero();
        assertThat(output.lines()).hasSize(12);
        assertThat(output.lines().toList().get(0))
                .startsWith("biwaa-A2D-42  amazon to dslr  10 runs of 5004 iterations, lr 0.0003")
                .endsWith("missing");
        assertThat(output).contains("dann-A2W-44  amazon to webcam  1 run of 5004 iterations, lr 0.001");
        assertThat(out).doesNotExist();
        run(List.of("office31", "--dry-run", "--methods", "dann", "--ilda", "--runs", "4", "--lr", "0.5"));
        assertThat(output).contains("dann-A2D-42  amazon to dslr  4 runs of 5004 iterations, lr 0.5");
    }

    /** For those who come from the reference. */
    @ParameterizedTest
    @CsvSource({
        "train_office31.sh, 18, biwaa-A2W-42",
        "train_officeHome.sh, 36, biwaa-A2C-42",
        "train_domainNet.sh, 36, biwaa-R2C-42"
    })
    void theScriptsOfTheReferenceAreOneLineEach(String script, int trainings, String first) {
        String call = "exec \"$(dirname \"$0\")/../biwaa\" benchmark ";
        List<String> lines = Documents.lines(
                        Documents.REPOSITORY.resolve("scripts").resolve(script))
                .stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(lines).singleElement().asString().startsWith(call).endsWith(" \"$@\"");
        String benchmark = lines.get(0).substring(call.length()).replace(" \"$@\"", "");
        assertThat(run(List.of(benchmark, "--weights", "none", "--dry-run")))
                .as(messages)
                .isZero();
        assertThat(output.lines()).hasSize(trainings);
        assertThat(output).startsWith(first + "  ");
    }

    @Test
    void wrongUsageIsRefusedBeforeAnythingIsWritten() throws IOException {
        assertRefused("expected some of A2W", "office31", "--tasks", "X2Y");
        assertRefused("method: dan, expected one of", "office31", "--methods", "dan");
        assertRefused("device: cuda:99, but", "office31", "--devices", "cpu,cuda:99");
        assertRefused("device: gpu, expected auto, cpu, cuda or cuda:0", "office31", "--devices", "gpu");
        assertRefused("jobs: 0", "office31", "--jobs", "0");
        assertRefused("shard: 2/2, expected INDEX/COUNT", "office31", "--shard", "2/2");
        assertRefused("validator: best", "office31", "--validator", "best");
        assertRefused("batch-size: 1", "digits", "--batch-size", "1");
        assertRefused("lr: fast, expected", "digits", "--lr", "fast");
        assertRefused("root: missing", "digits");
        assertRefused("office31, office-home", "office32");
        Path config = Files.writeString(folder.resolve("config.yaml"), "source: here\n");
        assertRefused("source is decided by the benchmark", "digits", "--config", config.toString());
        Files.writeString(config, "lr: 0.5\niterations: 3\n");
        run(List.of("digits", "--config", config.toString(), "--lr", "0.25", "--dry-run"));
        assertThat(output).contains("of 3 iterations, lr 0.25");
    }

    @Test
    void aClusterDecidesItselfWhatComputes() {
        for (String[] option :
                new String[][] {{"--devices", "cpu"}, {"--threads", "2"}, {"--shard", "0/2"}, {"--collect"}}) {
            List<String> command = new ArrayList<>(List.of("--spark", "local[2]"));
            command.addAll(List.of(option));
            assertRefused(
                    "--spark does not go with " + option[0],
                    Stream.concat(Stream.of("digits"), command.stream()).toArray(String[]::new));
        }
    }

    /** The jar biwaa-spark is on the class path here, and Spark is not. */
    @Test
    void aClusterNeedsSparkOnTheClassPath() {
        Path out = folder.resolve("out");
        assertThat(run(List.of("digits", "--spark", "local[2]", "--out", out.toString())))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(messages)
                .isEqualTo("biwaa: Apache Spark is not on the class path. Set SPARK_HOME to the folder of"
                        + " Spark 4.0 for Scala 2.13 (the one with the folder jars in it); see docs/cluster.md.\n");
        assertThat(out).doesNotExist();
    }

    static List<String> recipes() {
        return Recipes.names();
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void everySettingOfARecipeIsAFlagOfTrain(String name) {
        Recipe recipe = Recipes.named(name);
        String method = recipe.methods().get(0);
        for (BenchmarkTask task : recipe.tasks()) {
            Map<String, String> settings = recipe.settings(task);
            boolean pictures = settings.containsKey("backbone");
            if (pictures) {
                settings.putIfAbsent("weights", "none");
            }
            settings.put("source", pictures ? "source" : "source.npy");
            settings.put("target", pictures ? "target" : "target.npy");
            settings.put("method", method);
            DataFacts data = pictures ? DataFacts.pictures(100) : DataFacts.embeddings(100, 1);
            assertThat(TrainingConfiguration.of(settings, data).runs())
                    .isEqualTo(!pictures ? 3 : method.equals("gsde") ? 5 : 10);
        }
        assertThat(run(List.of(name, "--print-recipe"))).isZero();
        assertThat(output).isEqualTo(recipe.text());
    }

    @Test
    void dataIsCheckedAndListed() throws IOException {
        String root = folder.resolve("data").toString();
        assertThat(execute("data", "check", "digits", "--root", root)).isEqualTo(1);
        assertThat(output)
                .contains("mnist: 20 of 60,000 pictures, " + folder.resolve("data/mnist"))
                .containsPattern("3 3 +2 of +6131 +<")
                .contains("usps: class 0 has 2 pictures, 1192 fewer than the published 1194.")
                .contains("svhn: not found in");
        Path out = folder.resolve("lists");
        assertThat(execute("data", "list", "digits", "--root", root, "--out", out.toString()))
                .isZero();
        assertThat(Files.readAllLines(out.resolve("usps.txt")))
                .hasSize(20)
                .startsWith("usps/0/0.png 0", "usps/0/10.png 0");
        assertThat(Files.readAllLines(out.resolve("classes.txt"))).hasSize(10);
        assertThat(out.resolve("svhn.txt")).doesNotExist();
        assertThat(execute("data", "list", "digits", "--root", root, "--out", out.toString(), "--domains", "svhn"))
                .isEqualTo(1);
        assertThat(messages).contains("svhn: not found in").contains("train_32x32.mat");
    }

    private void assertRefused(String why, String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        if (!all.contains("--out")) {
            all.addAll(List.of("--out", folder.resolve("refused").toString()));
        }
        if (arguments[0].startsWith("office31")) {
            all.addAll(List.of("--weights", "none"));
        }
        assertThat(run(all)).as(why).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(messages).contains(why);
        assertThat(folder.resolve("refused")).doesNotExist();
    }

    private String deviceOf(String method) throws IOException {
        return Files.readAllLines(folder.resolve("out/" + method + "/mnist2usps/seed-42/config.yaml")).stream()
                .filter(line -> line.startsWith("device: "))
                .map(line -> line.substring("device: ".length()))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode json(String name) throws IOException {
        return new JsonMapper().readTree(folder.resolve(name).toFile());
    }

    private int run(List<String> arguments) {
        List<String> all = new ArrayList<>(List.of("benchmark"));
        all.addAll(arguments);
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        output = run.out();
        messages = run.err();
        return run.exitCode();
    }
}
