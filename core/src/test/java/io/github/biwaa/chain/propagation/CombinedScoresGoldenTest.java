package io.github.biwaa.chain.propagation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.chain.ExpandFeatures;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How sure classes are by the three scores together, against the numbers of the authors' code. */
class CombinedScoresGoldenTest {
    /** What leaving out the code's 1e-8 on every entry of the matrix that it inverts moves L by. */
    private static final double WITHOUT_OFFSET = 2e-5;

    @ParameterizedTest
    @CsvSource({"generic, SOFTMAX", "generic, RAW", "unlabelled, SOFTMAX", "unlabelled, RAW"})
    void scoresAreTheMeanOfThree(String name, ExpandFeatures kind) {
        try (StateDict golden = Golden.read("gsde/g4_scores.safetensors");
                PointerScope scope = new PointerScope()) {
            int[] labels = Tensors.toInts(golden.get(name + "/labels_source"));
            Tensor classifier = golden.get(name + "/C");
            Domains<Tensor> h = new Domains<>(
                            golden.get(name + "/features_source"), golden.get(name + "/features_target"))
                    .map(features -> kind.ofMean(kind.ofView(Tensors.toDouble(features))));
            String at = name + "/" + kind.id() + "/";
            Sweep sweep = Sweep.silent(7);
            double[] propagated = LabelPropagation.of(Tensors.concatenate(h.source(), h.target()), labels, 5, sweep);
            double[] dense = Tensors.toDoubles(golden.get(at + "L"));
            int[] unreached = Tensors.toInts(golden.get(at + "unreached"));
            for (int row = 0; row < unreached.length; row++) {
                for (int k = 0; k < 5; k++) {
                    double expected = unreached[row] == 1 ? 0 : dense[row * 5 + k];
                    assertThat(Math.abs(propagated[row * 5 + k] - expected))
                            .as("%sL[%d]", at, row)
                            .isLessThan(WITHOUT_OFFSET);
                }
            }
            double[] votes = NeighbourVotes.of(h.target(), Tensors.toDoubles(classifier), 5, sweep);
            Golden.assertClose(at + "N", votes, Tensors.toDoubles(golden.get(at + "N")), Golden.FLOAT64);
            Golden.assertClose(
                    at + "A",
                    CombinedScores.of(classifier, h, labels, sweep),
                    golden.get(at + "A_ours"),
                    Golden.FLOAT64);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"generic", "unlabelled"})
    void float32FindsTheSameNeighbours(String name) {
        try (StateDict golden = Golden.read("gsde/g4_scores.safetensors");
                PointerScope scope = new PointerScope()) {
            ExpandFeatures kind = ExpandFeatures.RAW;
            Tensor target = kind.ofMean(golden.get(name + "/features_target"));
            double[] votes =
                    NeighbourVotes.of(target, Tensors.toDoubles(golden.get(name + "/C")), 5, Sweep.silent(1000));
            Golden.assertClose(name, votes, Tensors.toDoubles(golden.get(name + "/raw/f32/N")), 1e-5);
        }
    }

    @Test
    void fewNeighboursCountLess() {
        try (StateDict golden = Golden.read("gsde/g4_scores.safetensors");
                PointerScope scope = new PointerScope()) {
            double[] votes = NeighbourVotes.of(
                    golden.get("nn_sparse/h"), Tensors.toDoubles(golden.get("nn_sparse/C")), 5, Sweep.silent(5));
            Golden.assertClose("N", votes, Tensors.toDoubles(golden.get("nn_sparse/N")), Golden.FLOAT64);
        }
    }
}
