package io.github.biwaa.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which samples a source grows by, against the numbers of the authors' code. */
class ExpandGoldenTest {
    private static final double[] FRACTIONS = {0.2, 0.33, 0.4, 0.5, 0.6, 0.66, 0.8};

    @ParameterizedTest
    @CsvSource({
        "k5_n50, ''",
        "k31_n795, ''",
        "k65_n795, ''",
        "k5_n50_ties, ''",
        "k5_n50_allequal, ''",
        "k31_n50_nanrow, nan_low/",
        "k5_n50_nanpartial, nan_low/"
    })
    void theSurestSamplesAreChosen(String name, String variant) {
        try (StateDict golden = Golden.read("gsde/g1_selection.safetensors");
                PointerScope scope = new PointerScope()) {
            Tensor scores = golden.get(name + "/A");
            int classes = Math.toIntExact(scores.size(1));
            double[] values = Tensors.toDoubles(scores);
            for (double fraction : FRACTIONS) {
                SurestSamples surest = SurestSamples.of(
                        values, SurestSamples.largest(values, classes), classes, fraction, ExpandQuota.GLOBAL);
                String at = name + "/phi" + fraction + "/";
                assertThat(surest.samples())
                        .as(at)
                        .isEqualTo(Tensors.toInts(golden.get(at + variant + "chosen")))
                        .hasSize(Tensors.toInts(golden.get(at + "m"))[0]);
                assertThat(surest.labels()).as(at).isEqualTo(Tensors.toInts(golden.get(at + variant + "labels")));
            }
        }
    }

    @Test
    void fractionsAreRoundedAsThere() {
        try (StateDict golden = Golden.read("gsde/g1_selection.safetensors")) {
            int[] samples = Tensors.toInts(golden.get("rounding/N"));
            double[] fractions = Tensors.toDoubles(golden.get("rounding/phi"));
            int[] counts = Tensors.toInts(golden.get("rounding/m"));
            for (int i = 0; i < samples.length; i++) {
                assertThat(SurestSamples.count(samples[i], fractions[i]))
                        .as("%d * %s", samples[i], fractions[i])
                        .isEqualTo(counts[i]);
            }
            double[] scores = Tensors.toDoubles(golden.get("edge_m0/A"));
            double[] rank = SurestSamples.largest(scores, 5);
            assertThat(SurestSamples.of(scores, rank, 5, 0.006, ExpandQuota.GLOBAL)
                            .samples())
                    .isEmpty();
        }
    }
}
