package io.github.biwaa.bench;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import io.github.biwaa.training.step.TrainingStep;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A step of biwaa from pictures with some stages of the backbone frozen: small batches of 8 + 8, one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class FrozenStagesBenchmark {
    private static final int BATCH = 8;
    private static final int CLASSES = 31;

    /** What is trained. */
    @Param("resnet18")
    public String backbone;

    /** The last stage that is frozen; none for none. */
    @Param({"none", "stem", "layer1", "layer2", "layer3", "layer4"})
    public String freeze;

    /** Width and height of a picture in pixels. */
    @Param("112")
    public int size;

    private AdaptationNetwork network;
    private Objective objective;
    private PseudoLabels pseudoLabels;
    private SgdOptimizer optimizer;
    private TrainingStep step;
    private Tensor source;
    private Tensor target;
    private Tensor sourceLabels;
    private int[] targetSamples;
    private long iteration;

    /** Makes a training and one batch per domain. */
    @Setup
    public void setUp() {
        Engine.load();
        Engine.useThreads(1);
        Engine.seed(42);
        try (PointerScope scope = new PointerScope()) {
            Backbone pictures = Backbones.of(backbone).create(3, size);
            if (!freeze.equals("none")) {
                pictures.freezeThrough(freeze);
            }
            network = new AdaptationNetwork(pictures, StepSizes.FEATURES, CLASSES);
            objective = new Objective(Methods.named("biwaa")
                    .terms(new TermFactory(
                            CLASSES, StepSizes.FEATURES, Precision.FLOAT32, new Ramp(20_000), TermSettings.DEFAULTS)));
            pseudoLabels = new PseudoLabels(network.classifierWeight(), BATCH, CLASSES, Optional.empty());
            optimizer = new SgdOptimizer();
            optimizer.add(network.trainableParameters(), 1);
            optimizer.add(objective.parameters(), 1);
            step = new TrainingStep(network, objective, pseudoLabels, optimizer, new InverseDecay(1e-5));
            source = Samples.pictures(BATCH, 3, size);
            target = Samples.pictures(BATCH, 3, size);
            sourceLabels = Samples.labels(BATCH, CLASSES);
            targetSamples = IntStream.range(0, BATCH).toArray();
        }
    }

    /** @return the loss before the update */
    @Benchmark
    public double step() {
        try (PointerScope scope = new PointerScope()) {
            TrainingStep.Batch batch = new TrainingStep.Batch(source, sourceLabels, target, targetSamples);
            return Tensors.item(step.run(iteration++, batch).total().loss());
        }
    }

    /** Frees the training. */
    @TearDown
    public void tearDown() {
        optimizer.close();
        pseudoLabels.close();
        objective.close();
        network.close();
        Tensors.release(source);
        Tensors.release(target);
        Tensors.release(sourceLabels);
    }
}
