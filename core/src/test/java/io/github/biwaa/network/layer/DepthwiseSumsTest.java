package io.github.biwaa.network.layer;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Processor;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthwiseSumsTest {

    @BeforeAll
    static void load() {
        Engine.load();
    }

    /** Maps of 40 x 41 are so large that one picture is added up at a time. */
    @ParameterizedTest
    @CsvSource({"3, 1, 1, 7, 6", "3, 2, 1, 7, 6", "3, 2, 0, 9, 8", "5, 2, 2, 8, 5", "7, 1, 3, 7, 9", "3, 1, 1, 40, 41"})
    void equalsLibtorch(int kernel, int stride, int padding, int height, int width) {
        int channels = height == 40 ? 96 : 6;
        try (PointerScope scope = new PointerScope()) {
            Tensor images = numbers(3, channels, height, width);
            Tensor filters = numbers(channels, 1, kernel, kernel);
            Tensor constant = numbers(channels);
            Tensor expected = torch.conv2d(
                    images,
                    filters,
                    new TensorOptional(constant),
                    new long[] {stride, stride},
                    new long[] {padding, padding},
                    new long[] {1, 1},
                    channels);
            assertClose("sums", DepthwiseSums.convolve(images, filters, constant, stride, padding), expected, 1e-14);
            Tensor without = DepthwiseSums.convolve(images, filters, null, stride, padding);
            assertClose("without a constant", without.add(constant.view(-1, 1, 1)), expected, 1e-14);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, 1, 1, 7, 6", "5, 2, 2, 8, 5", "3, 1, 1, 40, 41"})
    void hasTheGradientsOfLibtorch(int kernel, int stride, int padding, int height, int width) {
        int channels = height == 40 ? 96 : 6;
        try (PointerScope scope = new PointerScope()) {
            Tensor images = numbers(3, channels, height, width).set_requires_grad(true);
            Tensor filters = numbers(channels, 1, kernel, kernel).set_requires_grad(true);
            Tensor constant = numbers(channels).set_requires_grad(true);
            List<Tensor> inputs = List.of(images, filters, constant);
            List<Tensor> expected = gradients(
                    torch.conv2d(
                            images,
                            filters,
                            new TensorOptional(constant),
                            new long[] {stride, stride},
                            new long[] {padding, padding},
                            new long[] {1, 1},
                            channels),
                    inputs);
            List<Tensor> found = gradients(DepthwiseSums.convolve(images, filters, constant, stride, padding), inputs);
            for (int i = 0; i < inputs.size(); i++) {
                assertClose("gradient " + i, found.get(i), expected.get(i), 1e-12);
            }
        }
    }

    private static List<Tensor> gradients(Tensor output, List<Tensor> inputs) {
        output.square().sum().backward();
        return inputs.stream()
                .map(input -> {
                    Tensor gradient = input.grad().clone();
                    input.grad().zero_();
                    return gradient;
                })
                .toList();
    }

    /** Of a large filter's convolution, a backward sweep through the sums would take longer. */
    @ParameterizedTest
    @CsvSource({"3, true", "7, false"})
    void onlySmallFiltersLearnBySums(int kernel, boolean small) {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = numbers(1, 2, kernel, kernel);
            Tensor filters = numbers(2, 1, kernel, kernel).set_requires_grad(true);
            assertThat(DepthwiseSums.suits(images, filters)).isEqualTo(small && Processor.hidesCaches());
            assertThat(Tensors.<Boolean>withoutGradient(() -> DepthwiseSums.suits(images, filters)))
                    .isTrue();
        }
    }

    private static Tensor numbers(long... shape) {
        return Tensors.noise(shape).to(Precision.FLOAT64.scalarType());
    }
}
