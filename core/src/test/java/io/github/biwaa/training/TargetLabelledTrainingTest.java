package io.github.biwaa.training;

import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.CHECKPOINT_EVERY;
import static io.github.biwaa.settings.TrainingSettings.METHOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.data.LabelTable;
import io.github.biwaa.evaluation.MeasuredAccuracy;
import io.github.biwaa.run.LabelledScores;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trainings that learn from labels of some target pictures, too. */
class TargetLabelledTrainingTest {
    private static final int SAMPLES = TinyTrainings.CLASSES * TinyTrainings.PER_CLASS;
    /** The class is the first digit of a picture's name. */
    private static final List<String> NAMES = IntStream.range(0, SAMPLES)
            .mapToObj(i -> i / 4 + "" + i % 4 + ".png")
            .toList();

    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
        write("labels.csv", "path,label", "00.png,0", "02.png,0", "11.png,1", "12.png,1");
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(folder.resolve(name), List.of(lines));
    }

    private TrainingConfiguration labelled(String labels, int runs, int iterations) {
        return TinyTrainings.configuration(folder, runs, iterations, 0.002)
                .with(TARGET_LABELLED, folder.resolve(labels));
    }

    private RunFolder train(TrainingConfiguration configuration, String out, TrainingListener listener) {
        RunFolder run = new RunFolder(folder.resolve(out));
        TinyTrainings.training(configuration, run, listener).run(RunFolder.Existing.RESUME);
        return run;
    }

    private RunFolder train(TrainingConfiguration configuration, String out) {
        return train(configuration, out, TrainingListener.SILENT);
    }

    private static byte[] scores(RunFolder run) throws IOException {
        return Files.readAllBytes(run.path().resolve("run-0/scores.npy"));
    }

    /** The network comes to say of labelled pictures what the labels say, be it the opposite of the truth. */
    @Test
    void labelsAreLearnt() throws IOException {
        write("opposite.csv", "path,class", "00.png,class1", "02.png,class1", "11.png,class0", "12.png,class0");
        for (String labels : List.of("labels.csv", "opposite.csv")) {
            RunFolder run = train(
                    labelled(labels, 1, 150)
                            .with(METHOD, Methods.named("source-only"))
                            .with(TARGET_LABELLED_SHARE, 0.5),
                    "run-" + labels);
            try (PointerScope scope = new PointerScope()) {
                int[] said = Tensors.largestOfRows(run.readScores(0, SAMPLES, TinyTrainings.CLASSES));
                int turned = labels.startsWith("opposite") ? 1 : 0;
                assertThat(new int[] {said[0], said[2], said[5], said[6]})
                        .as(labels)
                        .containsExactly(turned, turned, 1 - turned, 1 - turned);
            }
            assertThat(Files.readString(run.metrics(0))).contains("targetClassificationLoss");
        }
    }

    static Stream<BuiltInMethod> methodsWithASource() {
        return Arrays.stream(BuiltInMethod.values()).filter(BuiltInMethod::needsSource);
    }

    /** Chains plan later runs by what a person said; a frozen backbone's features are labelled as the pictures are. */
    @ParameterizedTest
    @MethodSource("methodsWithASource")
    void everyMethodLearnsFromThem(BuiltInMethod method) throws IOException {
        TrainingConfiguration frozen = TinyTrainings.frozen(folder, TinyTrainings.dtnWeights(folder.resolve("dtn")));
        RunFolder run =
                train(frozen.with(METHOD, method).with(TARGET_LABELLED, folder.resolve("labels.csv")), "frozen");
        assertThat(run.finishedRuns().get(0).labelled().learnt()).isEqualTo(4);
        assertThat(Files.readString(run.metrics(0))).contains("targetClassificationLoss");
    }

    @Test
    void withoutLabelsTheSharesChangeNoBit() throws IOException {
        TrainingConfiguration plain = TinyTrainings.configuration(folder, 1, 3, 0.002);
        RunFolder without = train(plain, "without");
        RunFolder other = train(plain.with(TARGET_LABELLED_SHARE, 0.9).with(TARGET_LABELLED_APART, 0.1), "other");
        assertThat(scores(other)).isEqualTo(scores(without));
        assertThat(other.finishedRuns().get(0).labelled()).isNull();
    }

    @Test
    void itIsResumedWithTheSameLabelsAlone() throws IOException {
        TrainingConfiguration configuration = labelled("labels.csv", 2, 6).with(CHECKPOINT_EVERY, 1);
        RunFolder whole = train(configuration, "whole");
        TrainingListener stopping = new TrainingListener() {
            private boolean stop;

            @Override
            public void stepDone(int run, int iteration) {
                stop |= run == 1 && iteration == 2;
            }

            @Override
            public boolean stopRequested() {
                return stop;
            }
        };
        assertThatThrownBy(() -> train(configuration, "stopped", stopping)).isInstanceOf(StoppedException.class);
        String labels = Files.readString(folder.resolve("labels.csv"));
        write("labels.csv", "path,label", "00.png,1", "02.png,0", "11.png,1", "12.png,1");
        assertThatThrownBy(() -> train(configuration, "stopped"))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("target-labelled changed since");
        Files.writeString(folder.resolve("labels.csv"), labels);
        RunFolder resumed = train(configuration, "stopped");
        assertThat(Files.readAllBytes(resumed.path().resolve("run-1/scores.npy")))
                .isEqualTo(Files.readAllBytes(whole.path().resolve("run-1/scores.npy")));
    }

    /** Every second of those drawn at random measures; what is kept apart is never learnt from, so its label changes no bit. */
    @Test
    void halfOfTheRandomOnesMeasure() throws IOException {
        String[] lines = {
            "path,label,class,chosen",
            "00.png,0,class0,random",
            "13.png,1,class1,random",
            "11.png,1,class1,chosen",
            "10.png,-1,,random",
            "03.png,0,class0,random"
        };
        write("review.csv", lines);
        RunFolder run = train(labelled("review.csv", 1, 3), "run");
        LabelledScores labelled = run.finishedRuns().get(0).labelled();
        assertThat(labelled.learnt()).isEqualTo(2);
        int said;
        try (PointerScope scope = new PointerScope()) {
            int[] all = Tensors.largestOfRows(run.readScores(0, SAMPLES, TinyTrainings.CLASSES));
            said = (all[NAMES.indexOf("13.png")] == 1 ? 1 : 0) + (all[NAMES.indexOf("03.png")] == 0 ? 1 : 0);
        }
        assertThat(labelled.apart()).isEqualTo(new MeasuredAccuracy(said, 2));
        assertThat(labelled.rest()).isNull();
        lines[2] = "13.png,0,class0,random";
        write("review.csv", lines);
        assertThat(scores(train(labelled("review.csv", 1, 3), "other"))).isEqualTo(scores(run));
        assertThat(train(labelled("review.csv", 1, 3).with(TARGET_LABELLED_APART, 0.0), "all")
                        .finishedRuns()
                        .get(0)
                        .labelled()
                        .learnt())
                .isEqualTo(4);
    }

    /** Whatever the files are called in it. */
    @Test
    void aFolderPerClassHoldsCopies() throws IOException {
        Files.createDirectories(folder.resolve("few/class0"));
        Files.createDirectories(folder.resolve("few/class1"));
        Files.copy(folder.resolve("target/00.png"), folder.resolve("few/class0/one.png"));
        Files.copy(folder.resolve("target/02.png"), folder.resolve("few/class0/two.png"));
        Files.copy(folder.resolve("target/11.png"), folder.resolve("few/class1/one.png"));
        Files.copy(folder.resolve("target/12.png"), folder.resolve("few/class1/two.png"));
        write("list.txt", "00.png 0", "02.png 0", "11.png 1", "12.png 1");
        write(LabelTable.FILE, "path,label", "00.png,0", "02.png,0", "11.png,1", "12.png,1");
        byte[] expected = scores(train(labelled("labels.csv", 1, 2), "table"));
        assertThat(scores(train(labelled("few", 1, 2), "copies"))).isEqualTo(expected);
        assertThat(scores(train(labelled("list.txt", 1, 2), "list"))).isEqualTo(expected);
        assertThat(scores(train(labelled("", 1, 2), "reviewed"))).isEqualTo(expected);
        Files.copy(folder.resolve("source/class1/0.png"), folder.resolve("few/class1/other.png"));
        refused("few", "other.png is not a copy of a picture of the target");
    }

    @Test
    void labelsOfSomethingElseAreRefused() throws IOException {
        refused("nowhere.csv", "nowhere.csv");
        write("other.csv", "path,label", "00.png,0", "99.png,0");
        refused("other.csv", "line 3", "99.png is none of the pictures of the target");
        write("classes.csv", "path,label,class", "00.png,0,dog");
        refused("classes.csv", "line 2", "class 0 is called dog here and class0 in the training");
        write("large.csv", "path,label", "00.png,2");
        refused("large.csv", "line 2", "the label is 2, expected the name of a class, 0 to 1");
        write("twice.csv", "path,label", "00.png,0", "00.png,1");
        refused("twice.csv", "line 3", "another label in line 2");
        write("none.csv", "path,label", "00.png,-1");
        refused("none.csv", "has no label to learn from");
        write("columns.csv", "name,colour", "00.png,red");
        refused("columns.csv", "Expected path and label");
        assertThat(folder.resolve("refused/config.yaml")).doesNotExist();
    }

    private void refused(String labels, String... parts) {
        assertThatThrownBy(() -> train(labelled(labels, 1, 1), "refused"))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll(parts);
    }
}
