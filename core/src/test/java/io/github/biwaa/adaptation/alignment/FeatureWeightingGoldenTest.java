package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.FLOAT32;
import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.classification.SourceClassification;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Golden A1. */
class FeatureWeightingGoldenTest {
    private static final double LAMBDA = 10;

    private PointerScope scope;
    private StateDict golden;
    private StateDict confident;

    @BeforeEach
    void read() {
        scope = new PointerScope();
        golden = Golden.read("a1_weighting.safetensors");
        confident = Golden.read("a1_weighting_confident.safetensors");
    }

    @AfterEach
    void free() {
        golden.close();
        confident.close();
        scope.close();
    }

    @ParameterizedTest
    @CsvSource({"FLOAT64, 10", "FLOAT64, 1", "FLOAT32, 10"})
    void weightsEqualTheReference(Precision precision, int lambda) {
        Tensor classifierWeight = golden.get("fc_weight").to(precision.scalarType());
        Tensor logits = torch.linear(
                golden.get("features").to(precision.scalarType()),
                classifierWeight,
                new TensorOptional(golden.get("fc_bias").to(precision.scalarType())));
        String prefix = prefix(precision);
        assertClose("logits", logits, golden.get(prefix + "logits"), tolerance(precision));
        Tensor weights = FeatureWeighting.weights(logits, golden.get("labels"), classifierWeight, lambda);
        // Sample 7 is wrong at a gap of 30: there nothing is lost in float32 either. Sample 3 is right at a gap of 9.
        assertClose("weights", weights, golden.get(prefix + "factor" + lambda + "/weights"), tolerance(precision));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void classificationLossEqualsTheReference(Precision precision) {
        Tensor logits = golden.get(prefix(precision) + "logits");
        DomainBatch source = new DomainBatch(logits, logits, golden.get("labels"));
        Tensor loss = new SourceClassification()
                .contribution(new StepContext(0, source, source, logits))
                .loss();
        assertClose("loss", loss, golden.get(prefix(precision) + "loss"), tolerance(precision));
    }

    /** Above these gaps the golden numbers hold the reference's own rounding noise (docs/method.md). */
    @ParameterizedTest
    @CsvSource({"FLOAT64, 16, 17", "FLOAT32, 8, 3"})
    void confidentSamplesEqualTheReferenceWhereItIsExact(Precision precision, double largestGap, int samples) {
        double[] gaps = Tensors.toDoubles(confident.get("gaps"));
        int rows = (int) Arrays.stream(gaps).filter(gap -> gap <= largestGap).count();
        assertThat(rows).as("samples compared").isPositive().isLessThanOrEqualTo(samples);
        Tensor weights = confidentWeights(precision);
        Tensor expected = confident.get(prefix(precision) + "factor10/weights");
        for (int row = 0; row < rows; row++) {
            assertClose(
                    "weights at gap " + gaps[row],
                    weights.select(0, row),
                    expected.select(0, row),
                    tolerance(precision));
        }
    }

    /** The closed form against the definition in 420 digits. */
    @ParameterizedTest
    @CsvSource({"FLOAT64, 1e-9", "FLOAT32, 1e-5"})
    void confidentSamplesAreExactAtEveryGap(Precision precision, double tolerance) {
        double[] gaps = Tensors.toDoubles(confident.get("gaps"));
        assertThat(gaps).contains(0, 800);
        double[][] logits = Matrices.rows(confident.get(prefix(precision) + "logits"));
        double[][] classifierWeight = Matrices.rows(confident.get("fc_weight"));
        int[] labels = Tensors.toInts(confident.get("labels"));
        double[][] weights = Matrices.rows(confidentWeights(precision));
        for (int row = 0; row < gaps.length; row++) {
            assertClose(
                    "weights at gap " + gaps[row],
                    weights[row],
                    ExactWeights.of(logits[row], labels[row], classifierWeight, LAMBDA),
                    tolerance);
        }
    }

    /** The yardstick of the test above, held to the reference itself where that is exact. */
    @Test
    void theExactEvaluationAgreesWithTheReference() {
        double[][] logits = Matrices.rows(golden.get("f64/logits"));
        double[][] expected = Matrices.rows(golden.get("f64/factor10/weights"));
        int[] labels = Tensors.toInts(golden.get("labels"));
        double[][] classifierWeight = Matrices.rows(golden.get("fc_weight"));
        for (int row = 0; row < logits.length; row++) {
            assertClose(
                    "row " + row,
                    ExactWeights.of(logits[row], labels[row], classifierWeight, LAMBDA),
                    expected[row],
                    FLOAT64);
        }
    }

    private Tensor confidentWeights(Precision precision) {
        return FeatureWeighting.weights(
                confident.get(prefix(precision) + "logits"),
                confident.get("labels"),
                confident.get("fc_weight").to(precision.scalarType()),
                LAMBDA);
    }

    private static String prefix(Precision precision) {
        return precision == Precision.FLOAT64 ? "f64/" : "f32/";
    }

    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT64 ? FLOAT64 : FLOAT32;
    }
}
