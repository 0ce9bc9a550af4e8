package io.github.biwaa.network.layer;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.golden.Matrices;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link Linear}, {@link BatchNorm} and {@link DomainDiscriminator} alone. */
class HeadLayersTest {
    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        Engine.load();
        Engine.seed(5);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @Test
    void aLinearLayerMapsRows() {
        try (Linear layer = Linear.uniform(4, 3)) {
            layer.moveTo(Placement.onCpu(Precision.FLOAT64));
            double[][] input = Matrices.random(1, 2, 4, 1);
            double[][] weight = Matrices.rows(layer.weight());
            double[] bias = Tensors.toDoubles(layer.namedTensors().get("bias"));
            double[][] expected = new double[2][3];
            for (int n = 0; n < 2; n++) {
                for (int k = 0; k < 3; k++) {
                    expected[n][k] = Matrices.dot(input[n], weight[k]) + bias[k];
                }
            }
            Tensor output = layer.forward(Matrices.tensor(input, Precision.FLOAT64), Mode.TRAINING);
            assertClose("output", Tensors.toDoubles(output), Matrices.flat(expected), 1e-14);
        }
    }

    @Test
    void headsStartAsXavierSays() {
        try (Linear layer = Linear.xavier(400, 200)) {
            double[] weights = Tensors.toDoubles(layer.weight());
            double squares = Matrices.dot(weights, weights) / weights.length;
            assertThat(squares).isCloseTo(2.0 / 600, within(0.03 * 2.0 / 600));
            assertThat(Tensors.toDoubles(layer.namedTensors().get("bias"))).containsOnly(0);
        }
    }

    /** Two batches in training, as source and target pass, then one in evaluation. */
    @Test
    void batchNormFollowsItsFormula() {
        try (BatchNorm layer = new BatchNorm(3)) {
            layer.moveTo(Placement.onCpu(Precision.FLOAT64));
            Map<String, Tensor> tensors = layer.namedTensors();
            double[] scale = {2, 0.5, -1};
            double[] offset = {0.1, 0.2, 0.3};
            Tensors.withoutGradient(() -> {
                tensors.get("weight").copy_(Tensors.of(scale, 3));
                tensors.get("bias").copy_(Tensors.of(offset, 3));
            });
            double[] mean = {0, 0, 0};
            double[] variance = {1, 1, 1};
            for (int batch = 0; batch < 2; batch++) {
                double[][] input = Matrices.random(10 + batch, 5, 3, 2);
                double[][] expected = new double[5][3];
                for (int c = 0; c < 3; c++) {
                    double batchMean = 0;
                    double squares = 0;
                    for (double[] row : input) {
                        batchMean += row[c] / 5;
                    }
                    for (double[] row : input) {
                        squares += (row[c] - batchMean) * (row[c] - batchMean);
                    }
                    normalise(input, expected, c, batchMean, squares / 5, scale[c], offset[c]);
                    mean[c] = 0.9 * mean[c] + 0.1 * batchMean;
                    variance[c] = 0.9 * variance[c] + 0.1 * squares / 4;
                }
                Tensor output = layer.forward(Matrices.tensor(input, Precision.FLOAT64), Mode.TRAINING);
                assertClose("output", Tensors.toDoubles(output), Matrices.flat(expected), 1e-12);
            }
            assertClose("mean", Tensors.toDoubles(tensors.get("running_mean")), mean, 1e-12);
            assertClose("variance", Tensors.toDoubles(tensors.get("running_var")), variance, 1e-12);
            assertThat(Tensors.item(tensors.get("num_batches_tracked"))).isEqualTo(2);
            double[][] input = Matrices.random(20, 1, 3, 2);
            double[][] expected = new double[1][3];
            for (int c = 0; c < 3; c++) {
                normalise(input, expected, c, mean[c], variance[c], scale[c], offset[c]);
            }
            Tensor output = layer.forward(Matrices.tensor(input, Precision.FLOAT64), Mode.EVALUATION);
            assertClose("evaluation", Tensors.toDoubles(output), Matrices.flat(expected), 1e-12);
            assertClose("mean", Tensors.toDoubles(tensors.get("running_mean")), mean, 1e-12);
        }
    }

    private static void normalise(
            double[][] input, double[][] output, int c, double mean, double variance, double scale, double offset) {
        for (int n = 0; n < input.length; n++) {
            output[n][c] = (input[n][c] - mean) / Math.sqrt(variance + 1e-5) * scale + offset;
        }
    }

    @Test
    void aFrozenBatchNormKeepsItsStatistics() {
        try (BatchNorm layer = new BatchNorm(2)) {
            layer.freeze();
            layer.forward(Matrices.tensor(Matrices.random(1, 6, 2, 3), Precision.FLOAT32), Mode.TRAINING);
            assertThat(Tensors.toDoubles(layer.namedTensors().get("running_mean")))
                    .containsOnly(0);
            assertThat(Tensors.toDoubles(layer.namedTensors().get("running_var")))
                    .containsOnly(1);
            assertThat(layer.trainableParameters()).isEmpty();
        }
    }

    @Test
    void theDiscriminatorDropsWhileTrainingOnly() {
        try (DomainDiscriminator discriminator = new DomainDiscriminator(8, 32, 0.5)) {
            Tensor input = Matrices.tensor(Matrices.random(1, 6, 8, 1), Precision.FLOAT32);
            double[] plain = Tensors.toDoubles(discriminator.forward(input, Mode.EVALUATION));
            assertThat(Tensors.toDoubles(discriminator.forward(input, Mode.EVALUATION)))
                    .isEqualTo(plain);
            Engine.seed(9);
            double[] dropped = Tensors.toDoubles(discriminator.forward(input, Mode.TRAINING));
            assertThat(dropped).isNotEqualTo(plain).hasSize(6);
            Engine.seed(9);
            assertThat(Tensors.toDoubles(discriminator.forward(input, Mode.TRAINING)))
                    .as("equal seeds, equal masks")
                    .isEqualTo(dropped);
        }
    }

    @Test
    void weightsThatDoNotFitAreNamed() {
        try (DomainDiscriminator discriminator = new DomainDiscriminator(8, 4, 0)) {
            Map<String, Tensor> values = new java.util.LinkedHashMap<>(discriminator.namedTensors());
            values.remove("ad_layer2.bias");
            values.put("ad_layer3.weight", Tensors.zeros(Precision.FLOAT32, 2, 4));
            values.put("extra", Tensors.zeros(Precision.FLOAT32, 1));
            assertThatThrownBy(() -> discriminator.load(values, name -> false))
                    .isInstanceOf(StateMismatchException.class)
                    .hasMessageContainingAll(
                            "missing: ad_layer2.bias [4]",
                            "wrong shape: ad_layer3.weight is [2, 4], expected [1, 4]",
                            "not part of this network: extra");
            assertThatThrownBy(() -> discriminator.load(Map.of(), name -> false))
                    .hasMessageContainingAll(
                            "ad_layer1.weight", "ad_layer1.bias", "ad_layer2.weight", "ad_layer3.bias");
        }
    }
}
