package io.github.biwaa.bench;

import io.github.biwaa.adaptation.alignment.SemanticMatching;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.torch.Precision;
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

/** Semantic matching of one step: centroids, their distance and their K x K cosines, and the way back to the features. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class SemanticMatchingBenchmark {
    private static final Ramp LAM = new Ramp(20_000);
    private static final int ITERATION = 1000;

    /** K: Office-31, Office-Home, DomainNet. */
    @Param({"31", "65", "345"})
    public int classes;

    private SemanticMatching matching;
    private Tensor sourceFeatures;
    private Tensor targetFeatures;
    private Tensor labels;

    /** Makes the term and one batch per domain. */
    @Setup
    public void setUp() {
        try (PointerScope scope = new PointerScope()) {
            matching = new SemanticMatching(Tensors.zeros(Precision.FLOAT32, 1), classes, StepSizes.FEATURES, LAM);
            sourceFeatures = Samples.noise(StepSizes.BATCH, StepSizes.FEATURES).requires_grad_(true);
            targetFeatures = Samples.noise(StepSizes.BATCH, StepSizes.FEATURES).requires_grad_(true);
            labels = Samples.labels(StepSizes.BATCH, classes);
        }
    }

    /** @return the loss of a step forward, without the way back */
    @Benchmark
    public double forward() {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.item(loss());
        }
    }

    /** @return the loss of a step forward and back */
    @Benchmark
    public double forwardAndBackward() {
        try (PointerScope scope = new PointerScope()) {
            Tensor loss = loss();
            loss.backward();
            sourceFeatures.mutable_grad().reset();
            targetFeatures.mutable_grad().reset();
            return Tensors.item(loss);
        }
    }

    private Tensor loss() {
        // This term reads features and labels alone.
        DomainBatch source = new DomainBatch(sourceFeatures, null, labels);
        DomainBatch target = new DomainBatch(targetFeatures, null, labels);
        return matching.contribution(new StepContext(ITERATION, source, target, null))
                .loss();
    }

    /** Frees term and batches. */
    @TearDown
    public void tearDown() {
        matching.close();
        Tensors.release(sourceFeatures);
        Tensors.release(targetFeatures);
        Tensors.release(labels);
    }
}
