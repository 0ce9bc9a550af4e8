package io.github.biwaa.training.step;

import static io.github.biwaa.settings.MachineSettings.CHECKPOINT_EVERY;
import static io.github.biwaa.settings.MachineSettings.ON_NAN;
import static io.github.biwaa.settings.TrainingSettings.METHOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.settings.OnNan;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.FaultyMethod;
import io.github.biwaa.training.TinyTrainings;
import io.github.biwaa.training.TrainingListener;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses that are no number. */
class LossGuardTest {
    private static final int ITERATIONS = 6;

    @TempDir
    Path folder;

    private ClassLoader usual;
    private URLClassLoader faulty;

    @BeforeEach
    void install() throws IOException {
        TinyTrainings.draw(folder);
        usual = Thread.currentThread().getContextClassLoader();
        faulty = FaultyMethod.install(folder);
    }

    @AfterEach
    void uninstall() throws IOException {
        Thread.currentThread().setContextClassLoader(usual);
        faulty.close();
    }

    private List<RunSummary> train(String out, String method, int iterations, OnNan onNan, TrainingListener listener) {
        TrainingConfiguration configuration = TinyTrainings.configuration(folder, 2, iterations)
                .with(CHECKPOINT_EVERY, 2)
                .with(ON_NAN, onNan)
                .with(METHOD, Methods.named(method));
        return TinyTrainings.training(configuration, new RunFolder(folder.resolve(out)), listener)
                .run(RunFolder.Existing.RESUME);
    }

    @Test
    void theRunStopsAndSaysWhere() {
        assertThatThrownBy(() -> train("out", "faulty", ITERATIONS, OnNan.STOP, TrainingListener.SILENT))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("the loss is no longer finite: faultyLoss is NaN in run 0, iteration 2.")
                .hasMessageContaining("lower lr")
                .hasMessageContaining("resume with on-nan: skip")
                .hasMessageContaining("The last good checkpoint: " + folder.resolve("out/run-0/checkpoint/step-2.json"))
                .message()
                .containsPattern("\nSource samples of the step: class\\d/\\d\\.png(, class\\d/\\d\\.png){3}\n")
                .containsPattern("\nTarget samples of the step: \\d\\d\\.png(, \\d\\d\\.png){3}$");
    }

    @Test
    void stepsAreSkippedAndCounted() throws IOException {
        List<RunSummary> runs = train("skipped", "faulty", ITERATIONS, OnNan.SKIP, TrainingListener.SILENT);
        assertThat(runs).hasSize(2).allSatisfy(run -> {
            assertThat(run.skippedSteps()).isEqualTo(2);
            assertThat(run.warnings()).contains("Steps that were skipped because their loss was NaN or infinite: 2.");
            assertThat(run.losses())
                    .allSatisfy((name, value) -> assertThat(value).as(name).isFinite());
        });
        assertThat(Files.readAllLines(folder.resolve("skipped/run-0/metrics.csv")))
                .extracting(line -> line.split(",")[0])
                .containsExactly("iteration", "0", "1", "4", "5");
        assertThat(new RunFolder(folder.resolve("skipped")).finishedRuns()).isEqualTo(runs);
        try (PointerScope scope = new PointerScope();
                StateDict weights = Safetensors.read(folder.resolve("skipped/run-1/model/weights.safetensors"))) {
            weights.asMap().forEach((name, tensor) -> assertThat(
                            tensor.isfinite().all().item_bool())
                    .as(name)
                    .isTrue());
        }
    }

    @Test
    void aStoppedRunCanGoOnWithoutSuchSteps() throws IOException {
        train("whole", "faulty", ITERATIONS, OnNan.SKIP, TrainingListener.SILENT);
        assertThatThrownBy(() -> train("out", "faulty", ITERATIONS, OnNan.STOP, TrainingListener.SILENT))
                .isInstanceOf(NonFiniteLossException.class);
        List<RunSummary> runs = train("out", "faulty", ITERATIONS, OnNan.SKIP, TrainingListener.SILENT);
        assertThat(runs).extracting(RunSummary::skippedSteps).containsExactly(2, 2);
        for (String file : new String[] {"run-0/scores.npy", "run-1/model/weights.safetensors"}) {
            assertThat(folder.resolve("out").resolve(file))
                    .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
        }
    }

    @Test
    void skippedStepsAreCountedAcrossAPause() {
        assertThatThrownBy(() -> train("paused", "faulty", ITERATIONS, OnNan.SKIP, new TrainingListener() {
                    private boolean stop;

                    @Override
                    public void stepDone(int run, int iteration) {
                        stop = run == 0 && iteration == FaultyMethod.FIRST;
                    }

                    @Override
                    public boolean stopRequested() {
                        return stop;
                    }
                }))
                .isInstanceOf(StoppedException.class);
        assertThat(train("paused", "faulty", ITERATIONS, OnNan.SKIP, TrainingListener.SILENT))
                .extracting(RunSummary::skippedSteps)
                .containsExactly(2, 2);
    }

    @Test
    void skippingComesToAnEnd() {
        assertThatThrownBy(() -> train("ever", "faulty-for-ever", 200, OnNan.SKIP, TrainingListener.SILENT))
                .isInstanceOf(NonFiniteLossException.class)
                .hasMessageContaining("in run 0, iteration 102.")
                .hasMessageContaining("100 steps before it were skipped already");
    }

    /** Of a network with batch norm, by a method with centroids and momentum: every bit is as before, pseudo-labels too. */
    @Test
    void aSkippedStepLeavesNoTrace() {
        Engine.load();
        Engine.seed(7);
        int classes = 3;
        int[] targetSamples = {4, 1, 4, 0};
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network =
                        new AdaptationNetwork(Backbones.of("dtn").create(), 8, classes);
                Objective objective = new Objective(BuiltInMethod.BIWAA.terms(new TermFactory(
                        classes,
                        8,
                        Precision.FLOAT32,
                        new Ramp(100),
                        TermSettings.DEFAULTS.with(TermSettings.DISCRIMINATOR_WIDTH, 16))));
                PseudoLabels labels = new PseudoLabels(network.classifierWeight(), 6, classes, Optional.empty());
                SgdOptimizer optimizer = new SgdOptimizer()) {
            optimizer.add(network.trainableParameters(), 1);
            optimizer.add(objective.parameters(), 10);
            RunState state = new RunState(network, objective, optimizer, labels);
            TrainingStep step = new TrainingStep(network, objective, labels, optimizer, new InverseDecay(0.01));
            Tensor truth = Tensors.of(new long[] {0, 1, 2, 0}, 4);
            TrainingStep.Batch good = new TrainingStep.Batch(noise(), truth, noise(), new int[] {1, 2, 3, 1});
            Tensor broken = noise();
            broken.select(0, 2).fill_(new Scalar(Double.NaN));
            TrainingStep.Batch bad = new TrainingStep.Batch(noise(), truth, broken, targetSamples);

            assertThat(step.run(0, good).isFinite()).isTrue();
            Map<String, double[]> before = values(state);
            StepUndo undo = new StepUndo(state, targetSamples);
            assertThat(step.run(1, bad).isFinite()).isFalse();
            assertThat(state.isFinite()).as("the step left a trace").isFalse();
            assertThat(before.keySet()).allSatisfy(name -> {
                if (name.startsWith("momentum.")) {
                    assertThat(values(state).get(name)).as(name).isEqualTo(before.get(name));
                }
            });
            undo.takeBack();
            assertThat(state.isFinite()).isTrue();
            values(state).forEach((name, value) -> assertThat(value).as(name).isEqualTo(before.get(name)));

            // A sample first seen in a step that was taken back is seen for the first time again.
            Tensor logits = Tensors.of(new float[] {0, 9, 0}, 1, 3);
            labels.label(new int[] {4}, logits, 2);
            assertThat(Tensors.toDoubles(labels.table().select(0, 4)))
                    .isEqualTo(Tensors.toDoubles(logits.softmax(1).flatten()));
        }
    }

    private static Map<String, double[]> values(RunState state) {
        Map<String, double[]> values = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> values.put(name, Tensors.toDoubles(tensor)));
        return values;
    }

    private static Tensor noise() {
        return Tensors.zeros(Precision.FLOAT32, 4, 3, 32, 32).normal_(0, 1, new GeneratorOptional());
    }
}
