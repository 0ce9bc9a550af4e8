package io.github.biwaa.training.progress;

import io.github.biwaa.Progress.Phase;
import java.util.List;
import java.util.stream.Stream;

/**
 * What surrounds the plan of a training that is a part of something longer.
 *
 * @param weight of the training beside the phases after it
 * @param after what follows the training
 */
public record PlanAround(double weight, List<Phase> after) {

    /** @return the phases of the training, brought to the weight that it has in the whole, and what follows */
    public List<Phase> with(List<Phase> phases) {
        double sum = phases.stream().mapToDouble(Phase::weight).sum();
        double scale = sum > 0 ? weight / sum : 1;
        return Stream.concat(
                        phases.stream().map(phase -> new Phase(phase.task(), phase.work(), scale * phase.weight())),
                        after.stream())
                .toList();
    }
}
