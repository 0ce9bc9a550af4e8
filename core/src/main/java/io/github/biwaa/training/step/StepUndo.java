package io.github.biwaa.training.step;

import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.torch.Tensors;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Copies of what a step changes before its update (batch norm statistics, the terms' state, pseudo-labels), so that it can be taken back. */
final class StepUndo {
    private final Map<Tensor, Tensor> copies = new LinkedHashMap<>();
    private final PseudoLabels pseudoLabels;
    private final PseudoLabels.Rows rows;

    /**
     * Copies, in the scope of the caller.
     *
     * @param targetSamples of the step's batch
     */
    StepUndo(RunState state, int[] targetSamples) {
        Tensors.withoutGradient(
                () -> state.changedBeforeUpdate().forEach(tensor -> copies.put(tensor, tensor.clone())));
        pseudoLabels = state.pseudoLabels();
        rows = pseudoLabels.rows(targetSamples);
    }

    /** Brings everything back to what it was. */
    void takeBack() {
        Tensors.withoutGradient(() -> copies.forEach((tensor, copy) -> {
            tensor.copy_(copy);
        }));
        pseudoLabels.restore(rows);
    }
}
