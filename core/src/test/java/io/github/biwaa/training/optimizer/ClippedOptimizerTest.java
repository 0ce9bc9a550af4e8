package io.github.biwaa.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClippedOptimizerTest {

    /** Golden G: gradients (3, -4) and (12) have the norm 13. By plain gradient descent parameters show what was left of them. */
    @ParameterizedTest
    @CsvSource({"1, 0.23076921301775288, -0.3076922840236705, 0.9230768520710115", "13.1, 3, -4, 12", "20, 3, -4, 12"})
    void allGradientsShrinkAlike(double largest, double first, double second, double third) {
        try (PointerScope scope = new PointerScope();
                Optimizer optimizer = new ClippedOptimizer(new SgdOptimizer(), largest)) {
            Parameter two = parameter("two", 2);
            Parameter one = parameter("one", 1);
            Parameter none = parameter("none", 1);
            optimizer.add(List.of(two), 1, 0);
            optimizer.add(List.of(one, none), 1, 0);
            two.tensor().mul(Tensors.of(new double[] {3, -4}, 2)).sum().backward();
            one.tensor().mul(Tensors.scalar(12)).sum().backward();
            optimizer.step(1);
            // The first step of Nesterov momentum goes 1.9 times as far.
            assertThat(Tensors.toDoubles(two.tensor()))
                    .containsExactly(new double[] {-1.9 * first, -1.9 * second}, within(1e-9));
            assertThat(Tensors.toDoubles(one.tensor())).containsExactly(new double[] {-1.9 * third}, within(1e-9));
            assertThat(Tensors.toDoubles(none.tensor())).containsExactly(0);
        }
    }

    private static Parameter parameter(String name, int width) {
        Tensor zeros = Tensors.of(new double[width], width);
        return new Parameter(name, zeros.set_requires_grad(true));
    }
}
