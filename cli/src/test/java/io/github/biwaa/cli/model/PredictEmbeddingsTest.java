package io.github.biwaa.cli.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.cli.CommandRun;
import io.github.biwaa.cli.TinyEmbeddings;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Npy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code biwaa predict} on embeddings. */
class PredictEmbeddingsTest {
    @TempDir
    private static Path home;

    private static Path target;

    @BeforeAll
    static void train() {
        Path source = TinyEmbeddings.labelledFeatures(home.resolve("x.csv"), false);
        target = TinyEmbeddings.features(home.resolve("z.npy"), true);
        new TinyTraining(home, source, target)
                .without("backbone")
                .without("cache")
                .with("iterations", 30)
                .into("run")
                .succeeds();
    }

    private static CommandRun predict(Object images, Object... more) {
        List<String> arguments = new ArrayList<>(
                List.of("predict", "--model", home.resolve("run").toString(), "--images", images.toString()));
        Stream.of(more).map(Object::toString).forEach(arguments::add);
        return CommandRun.of(arguments);
    }

    @Test
    void theyAgreeWithTheScoresOfTheTraining() {
        CommandRun run = predict(target, "--top-k", 3, "--batch-size", 7).succeeds();
        List<List<String>> rows = Rfc4180.parse(run.out());
        assertThat(rows.get(0)).startsWith("row", "class", "probability", "class_2");
        assertThat(rows).hasSize(TinyEmbeddings.SIZE + 1);
        double[] scores;
        try (PointerScope scope = new PointerScope()) {
            scores = Tensors.toDoubles(Npy.read(home.resolve("run/run-1/scores.npy")));
        }
        for (int sample = 0; sample < TinyEmbeddings.SIZE; sample++) {
            List<String> row = rows.get(sample + 1);
            assertThat(row.get(0)).isEqualTo(Integer.toString(sample));
            for (int place = 0; place < 3; place++) {
                int k = TinyEmbeddings.CLASSES.indexOf(row.get(1 + 2 * place));
                assertThat(Double.parseDouble(row.get(2 + 2 * place))).isCloseTo(scores[3 * sample + k], within(1e-5));
            }
        }
        assertThat(run.err()).doesNotContain("accuracy");
        assertThat(predict(target, "--format", "jsonl").succeeds().out()).startsWith("{\"row\":\"0\",\"class\":");
    }

    @Test
    void labelsAreNamesOfTheModelsClasses() {
        Path named = TinyEmbeddings.labelledFeatures(home.resolve("named.csv"), true);
        assertThat(predict(named).succeeds().err()).containsPattern("box +8 ").containsPattern("all +24 ");
        Path numbers = TinyEmbeddings.labelledFeatures(home.resolve("numbers.npz"), true);
        assertThat(predict(numbers).succeeds().err())
                .contains("the model has no class 0", "taken as unlabelled")
                .doesNotContain("accuracy");
        predict(numbers, "--labels", "labels").fails(1, "the label is 0", "box", "the model has no other class");
        Path text = home.resolve("labels.txt");
        TinyEmbeddings.labels(text);
        assertThat(predict(target, "--labels", text).succeeds().err()).containsPattern("all +24 ");
    }

    @Test
    void whatDoesNotFitIsNamed() {
        predict(target, "--ten-crop").fails(2, "--ten-crop: not for embeddings");
        predict(target, "--copy-to", home.resolve("sorted")).fails(2, "--copy-to: not for embeddings");
        Path pictures = TinyPictures.unlabelledTarget(home.resolve("pictures"), 1);
        predict(pictures).fails(1, "trained on embeddings of 8 features", "cannot classify pictures");
        predict(TinyEmbeddings.labels(home.resolve("y.npy"))).fails(1, "y.npy", "two axes");
        predict(home.resolve("none.npy")).fails(1, "none.npy");
    }
}
