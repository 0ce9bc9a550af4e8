package io.github.biwaa.training;

import static io.github.biwaa.settings.TrainingSettings.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.chain.Planning;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chain that this library does not have is one class: it lets the source grow by the target's surest samples. */
class RunChainTest {
    private static final int STEPS = 3;

    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    /** Half of the target, the surest first, joins the source of every run but the first. */
    private static final class Grow implements Chain {
        private final List<String> sources = new ArrayList<>();

        @Override
        public String id() {
            return "grow";
        }

        @Override
        public String description() {
            return "for tests";
        }

        @Override
        public int runs(int chosen) {
            return chosen;
        }

        @Override
        public RunPlan plan(Planning planning) {
            OpenSamples target = planning.domains().target();
            if (planning.run() == 0) {
                return planning.plain();
            }
            int classes = target.classes().size();
            double[] scores = Tensors.toDoubles(planning.latestScores());
            int[] predicted = Tensors.largestOfRows(planning.latestScores());
            int[] surest = IntStream.range(0, target.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(row -> -scores[row * classes + predicted[row]]))
                    .limit(target.size() / 2)
                    .mapToInt(Integer::intValue)
                    .toArray();
            OpenSamples source = planning.domains()
                    .source()
                    .plus(
                            target,
                            surest,
                            IntStream.of(surest).map(row -> predicted[row]).toArray());
            sources.add(IntStream.range(0, source.size())
                    .mapToObj(row -> source.sampleName(row) + " " + source.label(row))
                    .toList()
                    .toString());
            return RunPlan.of(
                            new Domains<>(source, target),
                            new Domains<>(planning.sourceOrder(source), planning.uniformTarget()))
                    .weighted(Map.of("domainAdversarial", 0.5));
        }
    }

    private TrainingConfiguration configuration(TrainingConfiguration plain, Chain chain) {
        return plain.with(METHOD, Methods.named("dann")).with(BETWEEN_RUNS, chain);
    }

    private void train(TrainingConfiguration configuration, String out, TrainingListener listener) {
        TinyTrainings.training(configuration, new RunFolder(folder.resolve(out)), listener)
                .run(RunFolder.Existing.RESUME);
    }

    private byte[] file(String out, String name) throws IOException {
        return Files.readAllBytes(folder.resolve(out).resolve(name));
    }

    @Test
    void aSourceThatGrowsIsResumedToTheSameBits() throws IOException {
        growsAndIsResumed(TinyTrainings.configuration(folder, 2, STEPS));
    }

    @Test
    void featuresOfAFrozenBackboneGrowToo() throws IOException {
        TrainingConfiguration frozen =
                TinyTrainings.frozen(folder, TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors")));
        growsAndIsResumed(frozen.with(RUNS, 2).with(ITERATIONS, STEPS));
    }

    private void growsAndIsResumed(TrainingConfiguration plain) throws IOException {
        Grow whole = new Grow();
        train(configuration(plain, whole), "whole", TrainingListener.SILENT);
        int samples = TinyTrainings.PER_CLASS * TinyTrainings.CLASSES;
        assertThat(whole.sources).hasSize(1);
        assertThat(whole.sources.get(0)).startsWith("[class0/0.png 0, class0/1.png 0");
        assertThat(whole.sources.get(0).split(",")).hasSize(samples + samples / 2);

        long held = Pointer.totalCount();
        Grow stopped = new Grow();
        assertThatThrownBy(() -> train(configuration(plain, stopped), "resumed", new TrainingListener() {
                    private boolean stop;

                    @Override
                    public void stepDone(int run, int iteration) {
                        stop = run == 1 && iteration == 1;
                    }

                    @Override
                    public boolean stopRequested() {
                        return stop;
                    }
                }))
                .isInstanceOf(StoppedException.class);
        assertThat(Pointer.totalCount()).as("native objects held").isLessThanOrEqualTo(held);
        Grow resumed = new Grow();
        List<Integer> steps = new ArrayList<>();
        train(configuration(plain, resumed), "resumed", new TrainingListener() {
            @Override
            public void stepDone(int run, int iteration) {
                steps.add(iteration);
            }
        });
        assertThat(steps).containsExactly(2);
        assertThat(resumed.sources).isEqualTo(whole.sources).isEqualTo(stopped.sources);
        assertThat(file("resumed", "run-1/scores.npy")).isEqualTo(file("whole", "run-1/scores.npy"));
        assertThat(file("resumed", "run-1/model/weights.safetensors"))
                .isEqualTo(file("whole", "run-1/model/weights.safetensors"));
        assertThat(file("whole", "run-1/scores.npy")).isNotEqualTo(file("whole", "run-0/scores.npy"));
    }

    /** Whoever changes the scores of an earlier run changes what the later one learns from. */
    @Test
    void aCheckpointOfAnotherPlanIsRefused() throws IOException {
        TrainingConfiguration plain = TinyTrainings.configuration(folder, 2, STEPS);
        assertThatThrownBy(() -> train(configuration(plain, new Grow()), "out", new TrainingListener() {
                    private boolean stop;

                    @Override
                    public void stepDone(int run, int iteration) {
                        stop = run == 1;
                    }

                    @Override
                    public boolean stopRequested() {
                        return stop;
                    }
                }))
                .isInstanceOf(StoppedException.class);
        Chain other = new Chain() {
            @Override
            public String id() {
                return "grow";
            }

            @Override
            public String description() {
                return "grows otherwise";
            }

            @Override
            public int runs(int chosen) {
                return chosen;
            }

            @Override
            public RunPlan plan(Planning planning) {
                return planning.plain();
            }
        };
        assertThatThrownBy(() -> train(configuration(plain, other), "out", TrainingListener.SILENT))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("plan");
        // A checkpoint of the first version does not say what its plan was, and is resumed.
        Path json = folder.resolve("out/run-1/checkpoint/step-1.json");
        String text = Files.readString(json);
        String without = text.replaceAll(",\\s*\"plan\"\\s*:\\s*\"[0-9a-f]+\"", "");
        assertThat(without).isNotEqualTo(text);
        Files.writeString(json, without);
        train(configuration(plain, new Grow()), "out", TrainingListener.SILENT);
        assertThat(new RunFolder(folder.resolve("out")).finishedRuns()).hasSize(2);
    }
}
