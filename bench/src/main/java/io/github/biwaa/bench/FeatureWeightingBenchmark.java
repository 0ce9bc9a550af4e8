package io.github.biwaa.bench;

import io.github.biwaa.adaptation.alignment.FeatureWeighting;
import io.github.biwaa.torch.Tensors;
import java.util.concurrent.TimeUnit;
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

/** The closed form of the feature weights, for one domain's batch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class FeatureWeightingBenchmark {
    private static final double LAMBDA = 10;

    /** K: Office-31, Office-Home, DomainNet. */
    @Param({"31", "65", "345"})
    public int classes;

    private Tensor logits;
    private Tensor labels;
    private Tensor classifierWeight;

    /** Makes one batch. */
    @Setup
    public void setUp() {
        try (PointerScope scope = new PointerScope()) {
            logits = Samples.noise(StepSizes.BATCH, classes);
            labels = Samples.labels(StepSizes.BATCH, classes);
            classifierWeight = Samples.noise(classes, StepSizes.FEATURES);
        }
    }

    /** @return the first weight, so that the work cannot be left out */
    @Benchmark
    public double closedForm() {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.item(FeatureWeighting.weights(logits, labels, classifierWeight, LAMBDA)
                    .select(0, 0)
                    .select(0, 0));
        }
    }

    /** Frees the batch. */
    @TearDown
    public void tearDown() {
        Tensors.release(logits);
        Tensors.release(labels);
        Tensors.release(classifierWeight);
    }
}
