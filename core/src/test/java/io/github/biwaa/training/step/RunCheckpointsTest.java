package io.github.biwaa.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.classification.TargetClassification;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.run.CheckpointFolder;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCheckpointsTest {
    @TempDir
    Path folder;

    /** Its GPU may have left weights that are finite and wrong. */
    @Test
    void whatALostRankHasLeftIsNotSaved() {
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = new AdaptationNetwork(new FeatureBackbone(4), 5, 3);
                Objective objective = new Objective(List.of(new TargetClassification(1)));
                SgdOptimizer optimizer = new SgdOptimizer();
                PseudoLabels labels = new PseudoLabels(network.classifierWeight(), 6, 3, Optional.empty())) {
            RunState state = new RunState(network, objective, optimizer, labels);
            RunCheckpoints checkpoints = new RunCheckpoints(0, new CheckpointFolder(folder), null, null, state, () -> {
                throw new IllegalStateException("rank 1 is lost");
            });
            assertThatThrownBy(() -> checkpoints.save(new RunProgress(RunProgress.Snapshot.START)))
                    .hasMessage("rank 1 is lost");
            assertThat(folder).isEmptyDirectory();
        }
    }
}
