package io.github.biwaa.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class TensorsTest {

    @Test
    void arraysSurviveTheWayThere() {
        try (PointerScope scope = new PointerScope()) {
            Tensor matrix = Tensors.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
            assertThat(matrix.shape()).containsExactly(2, 3);
            assertThat(Tensors.toDoubles(matrix.t())).containsExactly(1, 4, 2, 5, 3, 6);
            assertThat(Tensors.toInts(Tensors.indices(3, 1, 2))).containsExactly(3, 1, 2);
            assertThat(Tensors.largestOfRows(Tensors.of(new float[] {0, 2, 2, 5, 1, 5}, 2, 3)))
                    .as("ties go to the first maximum")
                    .containsExactly(1, 0);
        }
    }

    @Test
    void emptyTensorsAreEmptyArrays() {
        try (PointerScope scope = new PointerScope()) {
            Tensor empty = Tensors.zeros(Precision.FLOAT32, 0, 3);
            assertThat(Tensors.toDoubles(empty)).isEmpty();
            assertThat(Tensors.toFloats(empty)).isEmpty();
            assertThat(Tensors.toInts(Tensors.indices())).isEmpty();
        }
    }

    @Test
    void channelsLastChangesTheLayoutAlone() {
        try (PointerScope scope = new PointerScope()) {
            Tensor images = Tensors.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 1, 2, 2, 2);
            Tensor laidOut = Tensors.channelsLast(images);
            assertThat(laidOut.strides().vec().get()).containsExactly(8, 1, 4, 2);
            assertThat(Tensors.toFloats(laidOut)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
            Tensor features = Tensors.of(new float[] {1, 2, 3, 4}, 2, 2);
            assertThat(Tensors.channelsLast(features)).isSameAs(features);
        }
    }

    @Test
    void keptTensorsOutliveTheirScope() {
        Tensor kept;
        Tensor freed;
        try (PointerScope scope = new PointerScope()) {
            kept = Tensors.keep(Tensors.of(new float[] {1, 2}, 2));
            freed = Tensors.of(new float[] {3}, 1);
        }
        assertThat(freed.isNull()).isTrue();
        assertThat(kept.isNull()).isFalse();
        assertThat(Tensors.toFloats(kept)).containsExactly(1, 2);
        Tensors.release(kept);
        assertThat(kept.isNull()).isTrue();
    }

    @Test
    void scopedResultsBelongToTheSurroundingScope() {
        Tensor result;
        Tensor inner[] = new Tensor[1];
        try (PointerScope scope = new PointerScope()) {
            result = Tensors.scoped(() -> {
                inner[0] = Tensors.of(new float[] {1, 2}, 2);
                return inner[0].add(inner[0]);
            });
            assertThat(inner[0].isNull()).isTrue();
            assertThat(Tensors.toFloats(result)).containsExactly(2, 4);
        }
        assertThat(result.isNull()).isTrue();
    }

    @Test
    void gradientsAreRecordedAgainAfterwards() {
        Tensors.withoutGradient(() -> assertThat(GradMode.is_enabled()).isFalse());
        assertThat(GradMode.is_enabled()).isTrue();
        try (PointerScope scope = new PointerScope()) {
            Tensors.withoutGradient(() -> assertThat(GradMode.is_enabled()).isFalse());
            assertThat(GradMode.is_enabled()).isTrue();
        }
    }
}
