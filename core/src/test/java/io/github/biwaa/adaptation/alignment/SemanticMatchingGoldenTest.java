package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.FLOAT32;
import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm.Contribution;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden A3: both batches lack classes; centroids at zero, random, and partly zero. */
class SemanticMatchingGoldenTest {
    private static final int CLASSES = 7;
    private static final int WIDTH = 256;
    /** The reference's gradients are those of lam(1000) loss_sm + loss_sm_ss. */
    private static final long ITERATION = 1000;

    private PointerScope scope;
    private StateDict golden;
    private Tensor source;
    private Tensor target;
    private Contribution result;

    @BeforeEach
    void read() {
        scope = new PointerScope();
        golden = Golden.read("a3_semantic_matching.safetensors");
    }

    @AfterEach
    void free() {
        golden.close();
        scope.close();
    }

    @ParameterizedTest
    @CsvSource({
        "FLOAT64, mem_zero",
        "FLOAT64, mem_random",
        "FLOAT64, mem_partial",
        "FLOAT32, mem_zero",
        "FLOAT32, mem_random",
        "FLOAT32, mem_partial"
    })
    void lossesGradientsAndCentroidsEqualTheReference(Precision precision, String memory) {
        boolean exact = precision == Precision.FLOAT64;
        String prefix = (exact ? "f64/" : "f32/") + memory + "/";
        double tolerance = exact ? FLOAT64 : FLOAT32;
        try (SemanticMatching term = term(precision, memory)) {
            run(term, precision, ITERATION);
            assertClose("matching", metric("matchingLoss"), golden.get(prefix + "loss_sm"), tolerance);
            assertClose("separation", metric("sourceSeparationLoss"), golden.get(prefix + "loss_sm_ss"), tolerance);
            assertClose("lam", metric("lam"), golden.get("lam"), FLOAT64);
            assertClose("source gradient", source.grad(), golden.get(prefix + "grad_total/Xs"), tolerance);
            assertClose("target gradient", target.grad(), golden.get(prefix + "grad_total/Xt"), tolerance);
            if (exact) {
                assertClose(
                        "source centroids",
                        term.state().get("sourceCentroids"),
                        golden.get(prefix + "Cs_new"),
                        tolerance);
                assertClose(
                        "target centroids",
                        term.state().get("targetCentroids"),
                        golden.get(prefix + "Ct_new"),
                        tolerance);
            }
        }
    }

    /** At iteration 0 lam is 0, and S_ss alone is left. */
    @ParameterizedTest
    @ValueSource(strings = {"mem_zero", "mem_random", "mem_partial"})
    void theSourcesSeparationIsNotScheduled(String memory) {
        try (SemanticMatching term = term(Precision.FLOAT64, memory)) {
            run(term, Precision.FLOAT64, 0);
            String prefix = "f64/" + memory + "/";
            assertClose("loss", result.loss(), golden.get(prefix + "loss_sm_ss"), FLOAT64);
            assertClose("source gradient", source.grad(), golden.get(prefix + "grad_ss/Xs"), FLOAT64);
            assertThat(Tensors.toDoubles(target.grad())).as("target gradient").containsOnly(0);
        }
    }

    private SemanticMatching term(Precision precision, String memory) {
        SemanticMatching term = new SemanticMatching(Tensors.zeros(precision, 1), CLASSES, WIDTH, new Ramp(20000));
        term.state().get("sourceCentroids").copy_(golden.get(memory + "/Cs"));
        term.state().get("targetCentroids").copy_(golden.get(memory + "/Ct"));
        return term;
    }

    private void run(SemanticMatching term, Precision precision, long iteration) {
        source = leaf("Xs", precision);
        target = leaf("Xt", precision);
        result = term.contribution(new StepContext(
                iteration,
                new DomainBatch(source, source, golden.get("Ys")),
                new DomainBatch(target, target, golden.get("Yt")),
                source));
        result.loss().backward();
    }

    private Tensor leaf(String name, Precision precision) {
        return golden.get(name).to(precision.scalarType()).clone().set_requires_grad(true);
    }

    private Tensor metric(String name) {
        double value = result.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value()
                .getAsDouble();
        return Tensors.of(new double[] {value});
    }
}
