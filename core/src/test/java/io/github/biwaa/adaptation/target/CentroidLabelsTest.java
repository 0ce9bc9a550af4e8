package io.github.biwaa.adaptation.target;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CentroidLabelsTest {

    /** One class is never predicted and gets nobody; with the higher threshold a small one falls out in the second round. */
    @ParameterizedTest
    @ValueSource(longs = {0, 10})
    void labelsAndCentroidsEqualTheReference(long fewest) {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope()) {
            String expected = "shot/pl/threshold" + fewest + "/";
            Tensor features = golden.get("shot/pl/features");
            Tensor logits = golden.get("shot/pl/logits");
            Tensor labels = golden.get(expected + "labels");
            assertThat(Tensors.toLongs(CentroidLabels.of(features, logits, fewest)))
                    .isEqualTo(Tensors.toLongs(labels.select(0, 1)));

            Tensor rows = CentroidLabels.directions(Tensors.toDouble(features));
            Tensor centroids = golden.get(expected + "centroids");
            Tensor soft = Tensors.toDouble(logits).softmax(1);
            assertClose("soft centroids", CentroidLabels.centroids(rows, soft), centroids.select(0, 0), FLOAT64);
            Tensor hard = Tensors.oneHot(labels.select(0, 0), logits.size(1), rows);
            assertClose("hard centroids", CentroidLabels.centroids(rows, hard), centroids.select(0, 1), FLOAT64);
        }
    }

    /** {@code total_cls0.3} is 0.3 times the cross entropy, and information maximisation. */
    @Test
    void theWholeLossEqualsTheReference() {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope();
                CentroidClassification term = new CentroidClassification(
                        Placement.onCpu(Precision.FLOAT64),
                        Math.toIntExact(golden.get("shot/labels").size(0)),
                        5,
                        0.3)) {
            Tensor logits = Tensors.toDouble(golden.get("shot/logits"));
            int[] all = new int[Math.toIntExact(logits.size(0))];
            Arrays.setAll(all, sample -> sample);
            term.state().get("labels").copy_(golden.get("shot/labels"));
            StepContext step =
                    new StepContext(0, null, new DomainBatch(null, logits, null), null, all, Optional.empty());
            Tensor total = term.contribution(step)
                    .loss()
                    .add(new TargetInformation().contribution(step).loss());
            assertClose("loss", total, golden.get("shot/total_cls0.3"), FLOAT64);
            assertThat(new boolean[] {term.wantsTarget(0), term.wantsTarget(4), term.wantsTarget(5)})
                    .containsExactly(true, false, true);
        }
    }
}
