package io.github.biwaa.chain.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.Progress;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nearest rows by the dot product against plain loops; small whole numbers, whose products are exact and often equal. */
class NeighbourGraphTest {

    @ParameterizedTest
    @CsvSource({
        "40, 3, 5, 3, true",
        "40, 3, 5, 3, false",
        "40, 30, 5, 1000, true",
        // Far more rows than asked for are equally near.
        "60, 2, 4, 1, true",
        "60, 2, 4, 1, false",
        // All rows are neighbours.
        "7, 3, 20, 3, true",
        "12, 3, 10, 3, false",
        // All products are 0.
        "30, 3, 5, 0, true"
    })
    void itHoldsTheNearestRowsAndThoseAsNear(int rows, int width, int nearest, int largest, boolean withSelf) {
        SplittableRandom random = new SplittableRandom(rows + width + nearest);
        float[] values = new float[rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(-largest, largest + 1);
        }
        try (PointerScope scope = new PointerScope()) {
            NeighbourGraph graph = NeighbourGraph.of(
                    Tensors.of(values, rows, width),
                    nearest,
                    withSelf,
                    new Sweep(8, Progress.SILENT, new Progress.Task("comparing")));
            assertThat(graph.size()).isEqualTo(rows);
            for (int row = 0; row < rows; row++) {
                List<Integer> columns = new ArrayList<>();
                List<Double> weights = new ArrayList<>();
                naive(values, row, rows, width, nearest, withSelf, columns, weights);
                int from = graph.start()[row];
                int to = graph.start()[row + 1];
                assertThat(Arrays.copyOfRange(graph.column(), from, to))
                        .as("neighbours of row %s", row)
                        .containsExactly(columns.stream().mapToInt(i -> i).toArray());
                assertThat(Arrays.copyOfRange(graph.weight(), from, to))
                        .containsExactly(weights.stream().mapToDouble(i -> i).toArray());
            }
        }
    }

    private static void naive(
            float[] values,
            int row,
            int rows,
            int width,
            int nearest,
            boolean withSelf,
            List<Integer> columns,
            List<Double> weights) {
        double[] products = new double[rows];
        for (int other = 0; other < rows; other++) {
            for (int k = 0; k < width && (withSelf || other != row); k++) {
                products[other] += values[row * width + k] * values[other * width + k];
            }
        }
        double[] sorted = products.clone();
        Arrays.sort(sorted);
        double last = sorted[Math.max(0, rows - nearest)];
        for (int other = 0; other < rows; other++) {
            if (products[other] >= last && products[other] > 0) {
                columns.add(other);
                weights.add(products[other]);
            }
        }
    }
}
