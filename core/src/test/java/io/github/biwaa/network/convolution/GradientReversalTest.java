package io.github.biwaa.network.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.golden.Matrices;
import io.github.biwaa.network.GradientReversal;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientReversalTest {

    @Test
    void theValueIsTheInputToTheLastBit() {
        float[] values = {
            0f, -0f, 1f / 3, -1e-45f, Float.MIN_NORMAL, Float.MAX_VALUE, -Float.MAX_VALUE, 16777217f, (float) Math.PI
        };
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Tensors.of(values, values.length).set_requires_grad(true);
            for (double coefficient : new double[] {0, 0.00025, 0.8485, 1}) {
                float[] output = Tensors.toFloats(GradientReversal.reverse(input, HostNumber.of(coefficient)));
                for (int i = 0; i < values.length; i++) {
                    assertThat(Float.floatToRawIntBits(output[i]))
                            .as("%s at coefficient %s", values[i], coefficient)
                            .isEqualTo(Float.floatToRawIntBits(values[i]));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.00024999999479158319, 0.5, 0.84849381735020701, 1})
    void theGradientIsMultipliedByMinusTheCoefficient(double coefficient) {
        double[][] incoming = Matrices.random(1, 3, 4, 1);
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Matrices.tensor(Matrices.random(2, 3, 4, 5), Precision.FLOAT64)
                    .set_requires_grad(true);
            GradientReversal.reverse(input, HostNumber.of(coefficient))
                    .mul(Matrices.tensor(incoming, Precision.FLOAT64))
                    .sum()
                    .backward();
            double[] expected = Matrices.flat(incoming);
            for (int i = 0; i < expected.length; i++) {
                expected[i] *= -coefficient;
            }
            assertThat(Tensors.toDoubles(input.grad())).isEqualTo(expected);
        }
    }
}
