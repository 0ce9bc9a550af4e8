package io.github.biwaa.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A norm taken over by the convolution before it against the two of them one after the other. */
class BatchNormAfterConvolutionTest {
    private static final int INPUTS = 16;
    private static final int OUTPUTS = 24;

    private PointerScope scope;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        Engine.seed(7);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static BatchNorm norm(Precision precision) {
        BatchNorm norm = new BatchNorm(OUTPUTS);
        Map<String, Tensor> tensors = norm.namedTensors();
        Tensors.withoutGradient(() -> {
            tensors.get("weight").normal_();
            tensors.get("bias").normal_();
            tensors.get("running_mean").normal_();
            tensors.get("running_var").uniform_().add_(new Scalar(0.01));
        });
        norm.moveTo(Placement.onCpu(precision));
        return norm;
    }

    private static Tensor images(Precision precision) {
        return Tensors.channelsLast(torch.randn(4, INPUTS, 9, 9).to(precision.scalarType()));
    }

    private static double largestDifference(Conv2d convolution, Precision precision) {
        convolution.moveTo(Placement.onCpu(precision));
        BatchNorm norm = norm(precision);
        Tensor images = images(precision);
        return Tensors.withoutGradient(() -> {
                    Tensor apart = norm.forward(convolution.forward(images, Mode.EVALUATION), Mode.EVALUATION);
                    Tensor together = norm.after(convolution, images, Mode.EVALUATION);
                    double difference = Tensors.item(together.sub(apart).abs().max())
                            / Tensors.item(apart.abs().max());
                    return Tensors.of(new double[] {difference}, 1);
                })
                .item_double();
    }

    @Test
    void inUseBothAreOneConvolution() {
        assertThat(largestDifference(Conv2d.withoutBias(INPUTS, OUTPUTS, 3, 2, 1), Precision.FLOAT64))
                .isLessThan(1e-13);
        assertThat(largestDifference(Conv2d.withBias(INPUTS, OUTPUTS, 5, 1, 2), Precision.FLOAT64))
                .isLessThan(1e-13);
        assertThat(largestDifference(Conv2d.withoutBias(INPUTS, OUTPUTS, 3, 2, 1), Precision.FLOAT32))
                .isLessThan(1e-5);
        assertThat(largestDifference(Conv2d.withBias(INPUTS, OUTPUTS, 5, 1, 2), Precision.FLOAT32))
                .isLessThan(1e-5);
    }

    @Test
    void learningNormalisesByTheBatch() {
        Conv2d convolution = Conv2d.withoutBias(INPUTS, OUTPUTS, 3, 1, 1);
        BatchNorm norm = norm(Precision.FLOAT32);
        Tensor before = norm.namedTensors().get("running_mean").clone();
        Tensor together = norm.after(convolution, images(Precision.FLOAT32), Mode.TRAINING);
        Tensor mean = together.mean(0, 2, 3);
        assertThat(Tensors.toFloats(mean))
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(Tensors.toFloats(norm.namedTensors().get("bias")));
        assertThat(Tensors.toFloats(norm.namedTensors().get("running_mean"))).isNotEqualTo(Tensors.toFloats(before));
    }

    @Test
    void frozenItIsUsedEvenInTraining() {
        Conv2d convolution = Conv2d.withoutBias(INPUTS, OUTPUTS, 3, 1, 1);
        BatchNorm norm = norm(Precision.FLOAT32);
        convolution.freeze();
        norm.freeze();
        Tensor images = images(Precision.FLOAT32);
        Tensor training = norm.after(convolution, images, Mode.TRAINING);
        assertThat(training.requires_grad()).isFalse();
        assertThat(Tensors.item(training.sub(norm.after(convolution, images, Mode.EVALUATION))
                        .abs()
                        .max()))
                .isEqualTo(0, Offset.offset(0.0));
    }

    @Test
    void aSequenceJoinsThem() {
        Conv2d convolution = Conv2d.withoutBias(INPUTS, OUTPUTS, 3, 1, 1);
        BatchNorm norm = norm(Precision.FLOAT32);
        Sequential layers = new Sequential("stem").add(convolution).add(norm).add(Operation.relu());
        Tensor images = images(Precision.FLOAT32);
        Tensors.withoutGradient(() -> {
            Tensor expected = norm.after(convolution, images, Mode.EVALUATION).relu();
            assertThat(Tensors.toFloats(layers.forward(images, Mode.EVALUATION)))
                    .isEqualTo(Tensors.toFloats(expected));
        });
    }
}
