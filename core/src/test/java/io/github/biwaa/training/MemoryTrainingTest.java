package io.github.biwaa.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.DomainReader;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.distributed.Ranks;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From arrays to a model folder to predictions, without a file of features. */
class MemoryTrainingTest {
    private static final int EACH = 20;
    private static final DomainLocation IN_MEMORY = DomainLocation.memory(SampleKind.EMBEDDINGS);
    private static final List<String> CLASSES = List.of("left", "right");

    @TempDir
    private Path folder;

    /** Two clouds far apart, moved a little. */
    private static float[][] clouds(double moved) {
        SplittableRandom random = new SplittableRandom(7);
        float[][] rows = new float[2 * EACH][4];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < 4; column++) {
                rows[row][column] = (float) ((row < EACH ? -2 : 2) + moved + random.nextDouble());
            }
        }
        return rows;
    }

    private static int[] labels() {
        int[] labels = new int[2 * EACH];
        for (int row = EACH; row < labels.length; row++) {
            labels[row] = 1;
        }
        return labels;
    }

    private Adaptation training(Samples source, Samples target, String out) {
        return Adaptation.of(source, target)
                .method("dann")
                .bottleneck(8)
                .iterations(60)
                .batchSize(8)
                .threads(1)
                .out(folder.resolve(out));
    }

    @Test
    void fromArraysToPredictions() throws IOException {
        try (Samples source = Samples.of(clouds(0), labels(), CLASSES);
                Samples target = Samples.of(clouds(0.5), labels(), CLASSES)) {
            TrainingResult result = training(source, target, "run").train();
            assertThat(result.runs()).hasSize(1);
            assertThat(result.runs().get(0).targetAccuracy()).isGreaterThan(0.9);
        }
        try (Classifier classifier = Classifier.load(folder.resolve("run"))) {
            assertThat(classifier.classes()).isEqualTo(CLASSES);
            assertThat(classifier.classifyFeatures(new float[] {-2, -2, -2, -2}).className())
                    .isEqualTo("left");
            assertThat(classifier
                            .classifyFeatures(new float[] {2.5f, 2.5f, 2.5f, 2.5f})
                            .className())
                    .isEqualTo("right");
        }
        assertThat(Files.readString(folder.resolve("run/config.yaml"))).contains("source: (in memory)");
    }

    @Test
    void ranksLearnWhereTheyCompute() {
        List<Object> devices = new ArrayList<>();
        Ranks ranks = (Ranks) Proxy.newProxyInstance(
                Ranks.class.getClassLoader(), new Class<?>[] {Ranks.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("computeOn")) {
                        devices.add(arguments[0]);
                    }
                    return method.invoke(Ranks.ALONE, arguments);
                });
        try (Samples source = Samples.of(clouds(0), labels(), CLASSES);
                Samples target = Samples.of(clouds(0.5))) {
            training(source, target, "run").iterations(1).ranks(ranks).train();
        }
        assertThat(devices).as("at the start, and at the end again").containsExactly(Device.CPU, Device.CPU);
    }

    @Test
    void anyChainAndResumedByContent() throws IOException {
        try (Samples source = Samples.of(clouds(0), labels(), CLASSES);
                Samples target = Samples.of(clouds(0.5));
                Samples other = Samples.of(clouds(0.25))) {
            training(source, target, "whole")
                    .chain(Chains.named("align"))
                    .runs(2)
                    .train();
            Adaptation stopped = training(source, target, "stopped")
                    .chain(Chains.named("align"))
                    .runs(2)
                    .listener(new TrainingListener() {
                        private boolean stop;

                        @Override
                        public void stepDone(int run, int iteration) {
                            stop = run == 1 && iteration == 20;
                        }

                        @Override
                        public boolean stopRequested() {
                            return stop;
                        }
                    });
            assertThatThrownBy(stopped::train).isInstanceOf(StoppedException.class);
            Adaptation changed = training(source, other, "stopped")
                    .chain(Chains.named("align"))
                    .runs(2)
                    .featureScale(featureScale(source))
                    .existing(RunFolder.Existing.RESUME);
            assertThatThrownBy(changed::train)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("target-features");
            training(source, target, "stopped")
                    .chain(Chains.named("align"))
                    .runs(2)
                    .existing(RunFolder.Existing.RESUME)
                    .train();
        }
        assertThat(folder.resolve("stopped/run-1/scores.npy"))
                .hasSameBinaryContentAs(folder.resolve("whole/run-1/scores.npy"));
    }

    private static double featureScale(Samples source) {
        return source.featureScale(false).orElseThrow();
    }

    @Test
    void whatCannotBeTrainedOnIsRefused() {
        try (Samples source = Samples.of(clouds(0), labels(), CLASSES);
                Samples unlabelled = Samples.of(clouds(0));
                Samples narrow = Samples.of(new float[][] {{1}, {2}});
                Samples lacking = Samples.of(clouds(0), labels(), List.of("left", "right", "middle"))) {
            assertThatThrownBy(() -> training(unlabelled, source, "a").train())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("labels of at least two classes");
            assertThatThrownBy(() -> training(source, narrow, "b").train())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("1 features per sample, expected 4");
            assertThatThrownBy(() -> training(lacking, unlabelled, "c").train())
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("of class middle");
            assertThatThrownBy(() ->
                            training(source, unlabelled, "d").backbone("lenet").train())
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("backbone");
        }
        assertThatThrownBy(() -> DomainReader.read(IN_MEMORY, IN_MEMORY, false))
                .hasMessageContaining("memory of the program");
    }
}
