package io.github.biwaa.network.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

class ActivationsTest {

    /** A second handle that does not own the tensor would dangle once the first is freed. */
    @Test
    void theInPlaceReluReturnsItsInput() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Tensors.of(new double[] {-1, 0, 2}, 3);
            assertThat(Activations.relu(input)).isSameAs(input);
            assertThat(Tensors.toDoubles(input)).containsExactly(0, 0, 2);
        }
    }

    /** In place, libtorch's loops over bfloat16 take up to twice as long on a processor. */
    @Test
    void inBfloat16OnAProcessorNothingIsOverwritten() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Tensors.of(new double[] {-1, 0, 2, 8}, 4).to(ScalarType.BFloat16);
            assertThat(Tensors.toDoubles(Activations.relu(input))).containsExactly(0, 0, 2, 8);
            assertThat(Tensors.toDoubles(Activations.relu6(input))).containsExactly(0, 0, 2, 6);
            assertThat(Tensors.toDoubles(Activations.sum(input, input))).containsExactly(-2, 0, 4, 16);
            assertThat(Tensors.toDoubles(input)).containsExactly(-1, 0, 2, 8);
        }
    }

    @Test
    void otherFormatsAreOverwritten() {
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Tensors.of(new double[] {-1, 0, 2, 8}, 4);
            assertThat(Activations.relu6(input)).isSameAs(input);
            assertThat(Tensors.toDoubles(Activations.sum(input, input))).containsExactly(0, 0, 4, 12);
            assertThat(Tensors.toDoubles(input)).containsExactly(0, 0, 4, 12);
        }
    }

    @Test
    void averagesOfAGridAreRows() {
        try (PointerScope scope = new PointerScope()) {
            Tensor map = Tensors.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 30, 40, 50, 60, 70, 80}, 1, 2, 2, 4);
            assertThat(Tensors.toDoubles(Activations.globalAveragePool(map))).containsExactly(4.5, 45);
            assertThat(Tensors.toDoubles(Activations.averagePoolTo(2, map)))
                    .containsExactly(1.5, 3.5, 5.5, 7.5, 15, 35, 55, 75);
        }
    }
}
