package io.github.biwaa.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphOperation;
import io.github.biwaa.network.graph.GraphTensor;
import io.github.biwaa.network.graph.GraphValue;
import io.github.biwaa.network.graph.NetworkGraph;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is joined, and the constants against the formulas worked out by hand. */
class GraphFoldingTest {
    private static final double EPSILON = 0.5;

    private PointerScope scope;
    private Tensor gamma;
    private Tensor beta;
    private Tensor mean;
    private Tensor variance;

    @BeforeEach
    void open() {
        scope = new PointerScope();
        gamma = Tensors.of(new double[] {2, -3}, 2);
        beta = Tensors.of(new double[] {10, 20}, 2);
        mean = Tensors.of(new double[] {1, 4}, 2);
        variance = Tensors.of(new double[] {0.75, 3.5}, 2);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static double[] values(GraphTensor tensor) {
        return Tensors.toDoubles(tensor.values().get());
    }

    @Test
    void aConvolutionWithoutBiasTakesOverTheNorm() {
        Tensor filters = Tensors.of(new double[] {5, 7, 11, 13}, 2, 2, 1, 1);
        GraphBuilder graph = new GraphBuilder(Map.of("stem.conv.weight", filters), List.of(2, 4, 4));
        GraphValue convolved = graph.convolution(graph.input(), filters, null, 2, 1);
        GraphValue normal = graph.batchNormalisation(convolved, gamma, beta, mean, variance, EPSILON);
        NetworkGraph folded = GraphFolding.fold(graph.build(graph.relu(normal)));

        assertThat(folded.operations()).hasSize(2);
        GraphOperation convolution = folded.operations().get(0);
        // Factors 2 / sqrt(0.75 + 0.5) and -3 / sqrt(3.5 + 0.5) = -1.5.
        double factor = 2 / Math.sqrt(1.25);
        assertThat(values(convolution.constant("W")))
                .containsExactly(new double[] {5 * factor, 7 * factor, -16.5, -19.5}, within(1e-14));
        assertThat(values(convolution.constant("B")))
                .containsExactly(new double[] {10 - factor, 20 + 1.5 * 4}, within(1e-14));
        assertThat(convolution.constant("W").name()).isEqualTo("stem.conv.weight");
        assertThat(convolution.constant("B").name()).isEqualTo("stem.conv.bias");
        assertThat(convolution.type()).isEqualTo("Conv");
        assertThat(convolution.integers("strides")).containsExactly(2L, 2L);
        assertThat(convolution.integers("pads")).containsExactly(1L, 1L, 1L, 1L);
        assertThat(folded.operations().get(1).inputs()).containsExactly(convolution.output());
    }

    @Test
    void factorBottleneckAndClassifierAreOneLayer() {
        Tensor inner = Tensors.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3);
        Tensor innerBias = Tensors.of(new double[] {0.5, -1}, 2);
        Tensor outer = Tensors.of(new double[] {2, 10}, 1, 2);
        Tensor outerBias = Tensors.of(new double[] {7}, 1);
        GraphBuilder graph = new GraphBuilder(Map.of("fc.weight", outer, "fc.bias", outerBias), List.of(3));
        GraphValue scaled = graph.scale(graph.input(), 0.1);
        GraphValue logits = graph.affine(graph.affine(scaled, inner, innerBias), outer, outerBias);
        NetworkGraph folded = GraphFolding.fold(graph.build(logits));

        assertThat(folded.operations()).hasSize(1);
        GraphOperation affine = folded.operations().get(0);
        assertThat(values(affine.constant("B"))).containsExactly(new double[] {4.2, 5.4, 6.6}, within(1e-14));
        assertThat(values(affine.constant("C"))).containsExactly(new double[] {2 * 0.5 - 10 + 7}, within(1e-14));
        assertThat(affine.constant("B").shape()).containsExactly(1L, 3L);
        assertThat(affine.constant("B").name()).isEqualTo("fc.weight");
        assertThat(affine.input()).isEqualTo(folded.input());
        assertThat(affine.output()).isEqualTo(folded.output());
    }

    @Test
    void aLinearLayerTakesOverTheNorm() {
        Tensor weight = Tensors.of(new double[] {1, 2}, 2, 1);
        Tensor bias = Tensors.of(new double[] {3, 6}, 2);
        GraphBuilder graph = new GraphBuilder(Map.of(), List.of(1));
        GraphValue normal = graph.batchNormalisation(
                graph.affine(graph.input(), weight, bias), gamma, beta, mean, variance, EPSILON);
        NetworkGraph folded = GraphFolding.fold(graph.build(normal));

        assertThat(folded.operations()).hasSize(1);
        GraphOperation affine = folded.operations().get(0);
        double factor = 2 / Math.sqrt(1.25);
        assertThat(values(affine.constant("B"))).containsExactly(new double[] {factor, -3}, within(1e-14));
        assertThat(values(affine.constant("C"))).containsExactly(new double[] {10 + 2 * factor, 17}, within(1e-14));
    }

    @Test
    void whatAnotherOperationNeedsStays() {
        Tensor filters = Tensors.of(new double[] {1, 1, 1, 1}, 2, 2, 1, 1);
        GraphBuilder graph = new GraphBuilder(Map.of(), List.of(2, 4, 4));
        GraphValue convolved = graph.convolution(graph.input(), filters, null, 1, 0);
        GraphValue normal = graph.batchNormalisation(convolved, gamma, beta, mean, variance, EPSILON);
        NetworkGraph unfolded = graph.build(graph.sum(normal, convolved));

        assertThat(GraphFolding.fold(unfolded)).isEqualTo(unfolded);
    }
}
