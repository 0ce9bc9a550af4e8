package io.github.biwaa.training.scoring;

import static io.github.biwaa.settings.MachineSettings.EVALUATE_EVERY;
import static io.github.biwaa.settings.MachineSettings.EVALUATION_BATCH;
import static io.github.biwaa.settings.TrainingSettings.ITERATIONS;

import io.github.biwaa.Progress;
import io.github.biwaa.adaptation.term.WholeTarget;
import io.github.biwaa.evaluation.Accuracy;
import io.github.biwaa.evaluation.Scorer;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.progress.TrainingPhases;
import io.github.biwaa.training.step.NonFiniteLossException;
import io.github.biwaa.training.step.RunState;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Scores the network every so many steps of a run, between steps. It changes nothing: networks are scored in evaluation mode, and what is random in
 * a step depends on the step alone.
 */
public final class CheckpointScorer {
    private final int run;
    private final int iterations;
    private final int every;
    private final RunState state;
    private final Domains<OpenSamples> samples;
    private final Domains<SampleViews> views;
    private final RunProgress progress;
    private final int batchSize;
    private final Progress told;

    /**
     * @param run r, from 0
     * @param configuration how often, and how many samples at once; the last step is left to {@link #scoreLast}
     * @param state of the run, whose network is scored
     * @param samples with their labels, if there are any
     * @param views of the same samples
     * @param progress where the run stands; scores are entered there
     * @param told how far the scoring is; may stop it
     */
    public CheckpointScorer(
            int run,
            TrainingConfiguration configuration,
            RunState state,
            Domains<OpenSamples> samples,
            Domains<SampleViews> views,
            RunProgress progress,
            Progress told) {
        this.run = run;
        this.iterations = configuration.get(ITERATIONS);
        this.every = configuration.get(EVALUATE_EVERY);
        this.state = state;
        this.samples = samples;
        this.views = views;
        this.progress = progress;
        this.told = told;
        this.batchSize = configuration.get(EVALUATION_BATCH);
    }

    /** Scores the network if it is time to, after the step done last, and that was not done before a restart. */
    public void scoreIfDue() {
        int done = progress.steps();
        if (every > 0 && done % every == 0 && done < iterations && !progress.isScored()) {
            Tensors.release(score(done, new Progress.Task("scoring run " + run + " after " + done + " iterations")));
        }
    }

    /** @return what the network that is being trained makes of the target, in the scope of the caller */
    public WholeTarget lookAtTarget() {
        Progress.Task looking = new Progress.Task("labelling for run " + run);
        return Scorer.centres(state.network(), views.target(), new Sweep(batchSize, told, looking));
    }

    /** @return the target's scores after the last step, [N_t, K]; kept, the caller's to release */
    public Tensor scoreLast() {
        return score(iterations, TrainingPhases.scoring(run));
    }

    private Tensor score(int done, Progress.Task task) {
        Sweep sweep = new Sweep(batchSize, told, task);
        return state.withFinalWeights(() -> score(state.network(), done, sweep));
    }

    private Tensor score(AdaptationNetwork network, int done, Sweep sweep) {
        Tensor scores = Scorer.score(network, views.target(), sweep);
        Tensor sourceScores = null;
        try {
            requireFinite(scores, done);
            // The source is scored for those alone who asked for checkpoints: it takes as long as the target.
            boolean sourceToo = every > 0 && !samples.source().isEmpty();
            sourceScores = sourceToo ? Scorer.score(network, views.source(), sweep) : null;
            progress.scored(new CheckpointScores(
                    done,
                    accuracy(scores),
                    Validator.scores(new Validator.Evidence(
                            scores, sourceScores, samples.source().labels()))));
            return scores;
        } catch (RuntimeException | Error failure) {
            Tensors.release(scores);
            throw failure;
        } finally {
            Tensors.release(sourceScores);
        }
    }

    private void requireFinite(Tensor scores, int done) {
        try (PointerScope scope = new PointerScope()) {
            if (!scores.isfinite().all().item_bool()) {
                throw new NonFiniteLossException("the network's outputs for the target are NaN or infinite after "
                        + done + " iterations of run " + run + ". Try a lower lr.");
            }
        }
    }

    private @Nullable Double accuracy(Tensor scores) {
        Samples target = samples.target();
        return target.labelled() ? Accuracy.of(Tensors.largestOfRows(scores), target.labels()) : null;
    }
}
