package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.golden.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FusedSgdTest {
    private static final double RATE = 0.03;
    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-3;
    /** Filters, a bias, one number; none a multiple of a vector register. */
    private static final long[][] SHAPES = {{5, 3, 3, 3}, {7, 5, 1, 1}, {13}, {1}, {1001, 3}};

    private PointerScope scope;

    @BeforeEach
    void open() {
        Engine.load();
        scope = new PointerScope();
        Engine.seed(3);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"FLOAT64", "FLOAT32"})
    void equalsTheFormulaInLoops(Precision precision) {
        List<Tensor> parameters = random(precision);
        List<Tensor> velocities = random(precision);
        List<double[]> expected = new ArrayList<>();
        List<double[]> expectedVelocities = new ArrayList<>();
        parameters.forEach(tensor -> expected.add(Tensors.toDoubles(tensor)));
        velocities.forEach(tensor -> expectedVelocities.add(Tensors.toDoubles(tensor)));
        double tolerance = precision == Precision.FLOAT64 ? 1e-13 : 1e-6;
        for (int step = 0; step < 3; step++) {
            List<Tensor> gradients = random(precision);
            FusedSgd fused = new FusedSgd();
            for (int i = 0; i < SHAPES.length; i++) {
                assertThat(fused.add(parameters.get(i), gradients.get(i), velocities.get(i)))
                        .isTrue();
                formula(expected.get(i), Tensors.toDoubles(gradients.get(i)), expectedVelocities.get(i));
            }
            fused.step(HostNumber.of(RATE), MOMENTUM, DECAY);
            for (int i = 0; i < SHAPES.length; i++) {
                Golden.assertClose("p", Tensors.toDoubles(parameters.get(i)), expected.get(i), tolerance);
                Golden.assertClose("v", Tensors.toDoubles(velocities.get(i)), expectedVelocities.get(i), tolerance);
            }
        }
    }

    private static void formula(double[] p, double[] g, double[] v) {
        for (int i = 0; i < p.length; i++) {
            double gradient = g[i] + DECAY * p[i];
            v[i] = MOMENTUM * v[i] + gradient;
            p[i] -= RATE * (gradient + MOMENTUM * v[i]);
        }
    }

    @Test
    void gradientsKeepTheirValues() {
        Tensor gradient = Tensors.full(Precision.FLOAT32, 2, 5);
        FusedSgd fused = new FusedSgd();
        fused.add(Tensors.full(Precision.FLOAT32, 1, 5), gradient, Tensors.zeros(Precision.FLOAT32, 5));
        fused.step(HostNumber.of(RATE), MOMENTUM, DECAY);
        assertThat(Tensors.toDoubles(gradient)).containsOnly(2);
    }

    /** The kernel pairs numbers by their place in memory: it would add a gradient to the wrong parameter. */
    @Test
    void leavesWhatLiesDifferentlyInMemory() {
        Tensor parameter = Tensors.zeros(Precision.FLOAT32, 2, 3, 4, 4);
        Tensor likewise = Tensors.zeros(Precision.FLOAT32, 2, 3, 4, 4);
        Tensor channelsLast = likewise.contiguous(MemoryFormat.ChannelsLast);
        Tensor otherFormat = Tensors.zeros(Precision.FLOAT64, 2, 3, 4, 4);
        Tensor elsewhere = torch.zeros(new long[] {2, 3, 4, 4}, new TensorOptions(Device.META.torchDevice()));
        FusedSgd fused = new FusedSgd();
        assertThat(fused.add(parameter, likewise, likewise)).isTrue();
        for (Tensor other : List.of(channelsLast, otherFormat, elsewhere)) {
            assertThat(fused.add(parameter, other, likewise)).isFalse();
            assertThat(fused.add(parameter, likewise, other)).isFalse();
        }
    }

    /** Gradients of 1 x 1 convolutions have other strides along axes of length 1, which say nothing. */
    @Test
    void takesFiltersOfOneByOne() {
        Tensor parameter = Tensors.full(Precision.FLOAT64, 1, 4, 3, 1, 1);
        Tensor gradient = Tensors.full(Precision.FLOAT64, 2, 4, 3, 1, 1)
                .as_strided(new long[] {4, 3, 1, 1}, new long[] {3, 1, 3, 3});
        FusedSgd fused = new FusedSgd();
        assertThat(fused.add(parameter, gradient, Tensors.zerosLike(parameter, 4, 3, 1, 1)))
                .isTrue();
        fused.step(HostNumber.of(RATE), MOMENTUM, DECAY);
        double[] expected = new double[4 * 3];
        Arrays.fill(expected, 1 - RATE * (1 + MOMENTUM) * (2 + DECAY));
        Golden.assertClose("p", Tensors.toDoubles(parameter), expected, 1e-13);
    }

    @Test
    void nothingTakenUpIsNothingToDo() {
        new FusedSgd().step(HostNumber.of(RATE), MOMENTUM, DECAY);
    }

    /** Filters channels-last, as networks hold them. */
    private static List<Tensor> random(Precision precision) {
        List<Tensor> tensors = new ArrayList<>();
        for (long[] shape : SHAPES) {
            Tensor tensor = torch.randn(shape, new TensorOptions(precision.scalarType()));
            tensors.add(shape.length == 4 ? tensor.contiguous(MemoryFormat.ChannelsLast) : tensor);
        }
        return tensors;
    }
}
