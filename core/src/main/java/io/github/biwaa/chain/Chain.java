package io.github.biwaa.chain;

import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Decides what the runs of a training learn from, one after the other, by what earlier runs predict for the target. Any method runs under any chain.
 * A chain has no memory: a plan follows from its {@link Planning} alone, so that a training may be resumed between any two steps.
 */
public interface Chain {

    /** @return the name in settings, in lower case with hyphens */
    String id();

    /** @return one line for people: what it is, and the paper */
    String description();

    /** @return whether its plans need labelled samples of a source */
    default boolean needsSource() {
        return false;
    }

    /**
     * @param chosen the number of runs that was chosen, at least 1
     * @return how many runs there are, at least 1
     */
    int runs(int chosen);

    /**
     * Plans one run. Tensors made here belong to the run, which frees them at its end.
     *
     * @param planning the run, both domains and what earlier runs predict
     */
    RunPlan plan(Planning planning);

    /**
     * What later plans are given as the scores of a finished run. It is asked for when a run after it is planned.
     *
     * @return [N_t, K], in the scope of the caller; empty if that is what the classifier says, which is so unless a chain knows better
     * @throws io.github.biwaa.StoppedException if that was asked for
     */
    default Optional<Tensor> scores(RunEvidence evidence) {
        return Optional.empty();
    }
}
