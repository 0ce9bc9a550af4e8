package io.github.biwaa.adaptation.classification;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The distillation of a teacher against the numbers of the authors' code. */
class DistillationGoldenTest {
    private static final int BATCH = 8;

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT64", "FLOAT32"})
    void lossAndGradientEqualTheReference(Precision precision) {
        double tolerance = precision == Precision.FLOAT64 ? Golden.FLOAT64 : Golden.FLOAT32;
        String prefix = precision.id().replace("float", "f") + "/";
        try (StateDict golden = Golden.read("gsde/g6_swg.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor logits =
                    golden.get("batch/logits").to(precision.scalarType()).set_requires_grad(true);
            StepContext step = new StepContext(
                    0,
                    batch(logits.narrow(0, 0, BATCH), golden, "source", precision),
                    batch(logits.narrow(0, BATCH, BATCH), golden, "target", precision),
                    null);
            Tensor loss = new Distillation(1, Distillation.Mean.ELEMENTS)
                    .contribution(step)
                    .loss();
            assertClose("loss", loss, golden.get(prefix + "kd"), tolerance);
            loss.backward();
            assertClose("gradient", logits.grad(), golden.get(prefix + "kd_grad_logits"), tolerance);
        }
    }

    private static DomainBatch batch(Tensor logits, StateDict golden, String domain, Precision precision) {
        Tensor teacher = golden.get("P0_" + domain).index_select(0, golden.get("batch/" + domain + "_index"));
        return new DomainBatch(null, logits, null, Optional.of(teacher.to(precision.scalarType())));
    }

    /** Classes that the teacher excludes add nothing; a mean over samples is K times that over samples and classes. */
    @Test
    void classesOfProbabilityZeroAddNothing() {
        try (StateDict golden = Golden.read("gsde/g6_swg.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor logits = golden.get("kd_zero/logits").set_requires_grad(true);
            DomainBatch target = new DomainBatch(null, logits, null, Optional.of(golden.get("kd_zero/P")));
            StepContext step = new StepContext(0, new DomainBatch(null, null, null), target, null);
            Tensor loss = new Distillation(1, Distillation.Mean.ELEMENTS)
                    .contribution(step)
                    .loss();
            assertClose("loss", loss, golden.get("f64/kd_zero/loss"), Golden.FLOAT64);
            loss.backward();
            assertClose("gradient", logits.grad(), golden.get("f64/kd_zero/grad"), Golden.FLOAT64);
            Tensor perSample = new Distillation(0.5, Distillation.Mean.SAMPLES)
                    .contribution(step)
                    .loss();
            assertClose(
                    "weighted mean over samples", perSample, Tensors.times(loss, 0.5 * logits.size(1)), Golden.FLOAT64);
        }
    }

    @Test
    void withoutATeacherThereIsNothingToDistil() {
        DomainBatch batch = new DomainBatch(null, null, null);
        assertThatThrownBy(() -> new Distillation(1, Distillation.Mean.ELEMENTS)
                        .contribution(new StepContext(0, batch, batch, null)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("teacher");
    }
}
