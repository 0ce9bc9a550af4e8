package io.github.biwaa.training;

import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.TrainingIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Iterative label distribution alignment (METHOD section 3): runs in a chain, each from the pretrained backbone and fresh heads; what earlier runs
 * predict decides how the next one samples the target and where its pseudo-labels start. Methods without ILDA are a chain of one.
 */
final class IterativeAlignment {
    private final TrainingSetup setup;
    private final TrainingIdentity identity;
    private final TrainingListener listener;

    /** @param identity what the chain is trained by */
    IterativeAlignment(TrainingSetup setup, TrainingIdentity identity, TrainingListener listener) {
        this.setup = setup;
        this.identity = identity;
        this.listener = listener;
    }

    /** Trains the runs that are not finished yet; one that was begun is gone on with from its checkpoint. */
    void train() {
        RunFolder folder = setup.folder();
        folder.finishedRuns().forEach(run -> folder.checkpoints(run.run()).delete());
        for (int run = folder.finishedRuns().size(); run < setup.configuration().runs(); run++) {
            try (PointerScope scope = new PointerScope()) {
                RunSummary summary = new SingleRun(setup, identity, run, combinedScores(run), listener).train();
                folder.finish(summary);
                folder.checkpoints(run).delete();
                listener.runFinished(summary);
            }
        }
    }

    /** P of this run from the scores of all earlier ones; nothing in run 0. */
    private Optional<Tensor> combinedScores(int run) {
        if (run == 0) {
            return Optional.empty();
        }
        List<Tensor> scores = new ArrayList<>();
        for (int earlier = 0; earlier < run; earlier++) {
            scores.add(setup.folder()
                    .readScores(
                            earlier,
                            setup.domains().target().size(),
                            setup.domains().source().classes().size()));
        }
        return Optional.of(
                Prior.combine(scores, setup.configuration().schedule().priorDecay()));
    }
}
