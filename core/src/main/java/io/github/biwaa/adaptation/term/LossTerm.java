package io.github.biwaa.adaptation.term;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.layer.Layer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * One summand of an objective. It sees one {@link StepContext} per step and answers with a scalar. A term owns its trainable module and its
 * state; the optimizer trains the one, a checkpoint holds both.
 */
public interface LossTerm extends AutoCloseable {

    /** @return a short name, unique within a method */
    String name();

    /** @return this term's summand of the total loss, with what is worth logging */
    Contribution contribution(StepContext step);

    /**
     * Whether a contribution can be recorded once and repeated for other batches, as a CUDA graph does: it reads no value of a tensor, shapes follow from
     * those of the batch alone, and whatever else differs from step to step comes from {@link StepContext#inputs}. A training in which a term says
     * no records nothing.
     */
    default boolean isRepeatable() {
        return false;
    }

    /** @return whether it needs {@link StepContext#views} */
    default boolean needsViews() {
        return false;
    }

    /**
     * Asked before each step.
     *
     * @param iteration i, from 0
     * @return whether it is to be shown all of the target before that step; a function of the iteration alone, so that a run can be resumed
     */
    default boolean wantsTarget(long iteration) {
        return false;
    }

    /** Shown all of the target before a step for which {@link #wantsTarget} says so; what it takes from it goes into {@link #state}, in place. */
    default void see(WholeTarget target) {}

    /** @return the schedule by which its weight or its reversal grows, if it has one */
    default Optional<Ramp> ramp() {
        return Optional.empty();
    }

    /** @return the module trained together with the network, if there is one */
    default Optional<Layer> module() {
        return Optional.empty();
    }

    /** @return tensors that carry over from step to step besides the module's, by name; they change in place */
    default Map<String, Tensor> state() {
        return Map.of();
    }

    /** Frees native memory. */
    @Override
    default void close() {
        module().ifPresent(Layer::close);
    }

    /**
     * A term's answer.
     *
     * @param loss a scalar with its schedule applied
     * @param metrics what is worth logging
     */
    record Contribution(Tensor loss, List<Metric> metrics) {}
}
