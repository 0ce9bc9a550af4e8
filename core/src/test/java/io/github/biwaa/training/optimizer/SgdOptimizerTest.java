package io.github.biwaa.training.optimizer;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.LearningRate;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.golden.Matrices;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SgdOptimizerTest {
    private static final int WIDTH = 5;

    private PointerScope scope;
    private SgdOptimizer optimizer;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        optimizer = new SgdOptimizer();
    }

    @AfterEach
    void close() {
        optimizer.close();
        scope.close();
    }

    /** The loss is the sum of a p + b p^2 / 2, whose gradient is a + b p. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void equalsTheFormulaInLoops(boolean fused) {
        optimizer = new SgdOptimizer(parameter -> fused);
        double[] slope = Matrices.random(1, 1, WIDTH, 1)[0];
        double[] curvature = Matrices.random(2, 1, WIDTH, 1)[0];
        double[][] values = Matrices.random(3, 2, WIDTH, 1);
        double[][] velocity = new double[2][WIDTH];
        double[] multipliers = {1, SgdOptimizer.HEAD_MULTIPLIER};
        Parameter slow = parameter("slow", values[0]);
        Parameter fast = parameter("fast", values[1]);
        optimizer.add(List.of(slow), multipliers[0]);
        optimizer.add(List.of(fast), multipliers[1]);
        LearningRate rate = new InverseDecay(0.05);
        for (int i = 0; i < 8; i++) {
            for (int p = 0; p < 2; p++) {
                for (int j = 0; j < WIDTH; j++) {
                    double gradient = slope[j] + curvature[j] * values[p][j] + 0.001 * values[p][j];
                    velocity[p][j] = i == 0 ? gradient : 0.9 * velocity[p][j] + gradient;
                    values[p][j] -= rate.at(i) * multipliers[p] * (gradient + 0.9 * velocity[p][j]);
                }
            }
            loss(slow, slope, curvature).add(loss(fast, slope, curvature)).backward();
            optimizer.step(rate.at(i));
            assertClose("slow, step " + i, Tensors.toDoubles(slow.tensor()), values[0], 1e-13);
            assertClose("fast, step " + i, Tensors.toDoubles(fast.tensor()), values[1], 1e-13);
        }
        assertThat(optimizer.state().keySet()).containsExactly("momentum.slow", "momentum.fast");
        assertClose("momentum", Tensors.toDoubles(optimizer.state().get("momentum.fast")), velocity[1], 1e-13);
    }

    /** Of two filters one gets a gradient that lies otherwise in memory: it takes the other way, and neither gets the other's numbers. */
    @Test
    void gradientsThatTheKernelCannotTakeAreApplied() {
        List<double[]> results = new ArrayList<>();
        for (boolean fused : new boolean[] {false, true}) {
            try (SgdOptimizer tried = new SgdOptimizer(parameter -> fused)) {
                List<Parameter> filters = List.of(filter("a", 1), filter("b", 2), filter("c", 3));
                tried.add(filters, 1);
                for (int step = 0; step < 3; step++) {
                    for (Parameter filter : filters) {
                        Tensor gradient = filterValues(7 + step);
                        filter.tensor()
                                .mutable_grad()
                                .put(filter.name().equals("b") ? gradient : channelsLast(gradient));
                    }
                    tried.step(0.1);
                }
                filters.forEach(filter -> {
                    assertThat(filter.tensor().grad().defined()).isFalse();
                    results.add(Tensors.toDoubles(filter.tensor()));
                    results.add(Tensors.toDoubles(tried.state().get("momentum." + filter.name())));
                });
            }
        }
        int half = results.size() / 2;
        for (int i = 0; i < half; i++) {
            assertClose("result " + i, results.get(half + i), results.get(i), 1e-13);
        }
    }

    private static Parameter filter(String name, long seed) {
        return new Parameter(name, channelsLast(filterValues(seed)).set_requires_grad(true));
    }

    private static Tensor filterValues(long seed) {
        return Matrices.tensor(Matrices.random(seed, 4, 3 * 5 * 5, 1), Precision.FLOAT64)
                .reshape(4, 3, 5, 5);
    }

    private static Tensor channelsLast(Tensor filter) {
        return filter.contiguous(MemoryFormat.ChannelsLast);
    }

    private static Tensor loss(Parameter parameter, double[] slope, double[] curvature) {
        Tensor values = parameter.tensor();
        return values.mul(Tensors.of(slope, WIDTH))
                .add(Tensors.times(values.square().mul(Tensors.of(curvature, WIDTH)), 0.5))
                .sum();
    }

    @Test
    void parametersWithoutGradientStay() {
        Parameter used = parameter("used", new double[] {1, 2});
        Parameter unused = parameter("unused", new double[] {3, 4});
        optimizer.add(List.of(used, unused), 1);
        used.tensor().sum().backward();
        optimizer.step(0.1);
        assertThat(Tensors.toDoubles(unused.tensor())).containsExactly(3, 4);
        assertThat(Tensors.toDoubles(used.tensor())).doesNotContain(1, 2);
    }

    @Test
    void aStepUsesItsGradientsUp() {
        Parameter parameter = parameter("p", new double[] {1, 2});
        optimizer.add(List.of(parameter), 1);
        parameter.tensor().sum().backward();
        optimizer.step(0.1);
        assertThat(parameter.tensor().grad().defined()).isFalse();
        parameter.tensor().sum().backward();
        assertThat(Tensors.toDoubles(parameter.tensor().grad())).containsExactly(1, 1);
    }

    /** Golden A7: the rates of the reference's fast groups, and the decay of all groups. */
    @Test
    void multiplierAndDecayEqualTheReference() {
        try (StateDict golden = Golden.read("a7_lr_schedule.safetensors")) {
            double[][] columns = Matrices.rows(golden.get("lr0.001"));
            long[] iterations = Tensors.toLongs(golden.get("iters"));
            for (int i = 0; i < columns.length; i++) {
                double rate = new InverseDecay(0.001).at(iterations[i]) * SgdOptimizer.HEAD_MULTIPLIER;
                assertClose("fast rate", new double[] {rate}, new double[] {columns[i][1]}, FLOAT64);
                assertThat(columns[i][2]).isEqualTo(SgdOptimizer.WEIGHT_DECAY);
                assertThat(columns[i][3]).isEqualTo(SgdOptimizer.WEIGHT_DECAY);
            }
        }
    }

    private static Parameter parameter(String name, double[] values) {
        return new Parameter(
                name,
                Matrices.tensor(new double[][] {values}, Precision.FLOAT64)
                        .squeeze(0)
                        .clone()
                        .set_requires_grad(true));
    }
}
