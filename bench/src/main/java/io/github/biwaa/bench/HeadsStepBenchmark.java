package io.github.biwaa.bench;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.FeatureBackbone;
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

/** A whole step of a training with a frozen backbone: heads, terms, one backward sweep, the optimizer; 31 classes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class HeadsStepBenchmark {
    private static final int CLASSES = 31;
    private static final int TARGET_SAMPLES = 795;

    /** The method trained. */
    @Param({"source-only", "dann", "biwaa"})
    public String method;

    /** Width of the backbone's features: a SqueezeNet's or a ResNet-50's. */
    @Param({"512", "2048"})
    public int width;

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
        Engine.seed(42);
        try (PointerScope scope = new PointerScope()) {
            network = new AdaptationNetwork(new FeatureBackbone(width), StepSizes.FEATURES, CLASSES);
            objective = new Objective(Methods.named(method)
                    .terms(new TermFactory(
                            CLASSES, StepSizes.FEATURES, Precision.FLOAT32, new Ramp(20_000), TermSettings.DEFAULTS)));
            pseudoLabels = new PseudoLabels(network.classifierWeight(), TARGET_SAMPLES, CLASSES, Optional.empty());
            optimizer = new SgdOptimizer();
            optimizer.add(network.trainableParameters(), SgdOptimizer.HEAD_MULTIPLIER);
            optimizer.add(objective.parameters(), SgdOptimizer.HEAD_MULTIPLIER);
            step = new TrainingStep(network, objective, pseudoLabels, optimizer, new InverseDecay(0.001));
            source = Samples.noise(StepSizes.BATCH, width);
            target = Samples.noise(StepSizes.BATCH, width);
            sourceLabels = Samples.labels(StepSizes.BATCH, CLASSES);
            targetSamples = IntStream.range(0, StepSizes.BATCH).toArray();
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
