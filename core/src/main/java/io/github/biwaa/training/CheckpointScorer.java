package io.github.biwaa.training;

import io.github.biwaa.Progress;
import io.github.biwaa.evaluation.Accuracy;
import io.github.biwaa.evaluation.Scorer;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.samples.Sweep;
import io.github.biwaa.settings.ComputeSettings;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Scores the network every so many steps of a run, between steps. It changes nothing: networks are scored in evaluation mode, and what is random in
 * a step depends on the step alone.
 */
final class CheckpointScorer extends ForwardingListener {
    private final ComputeSettings compute;
    private final int iterations;
    private final AdaptationNetwork network;
    private final Labelled source;
    private final Labelled target;
    private final RunProgress progress;

    /**
     * A domain and what the network takes of it.
     *
     * @param domain with its labels, if it has any
     * @param input its pictures
     */
    record Labelled(Samples domain, SampleViews input) {}

    /**
     * @param compute how often, and how many pictures at once
     * @param iterations of the run; its last step is left to {@link #scoreLast}
     * @param progress where the run stands; scores are entered there
     * @param next told everything
     */
    CheckpointScorer(
            ComputeSettings compute,
            int iterations,
            AdaptationNetwork network,
            Labelled source,
            Labelled target,
            RunProgress progress,
            TrainingListener next) {
        super(next);
        this.compute = compute;
        this.iterations = iterations;
        this.network = network;
        this.source = source;
        this.target = target;
        this.progress = progress;
    }

    @Override
    public void stepDone(int run, int iteration) {
        super.stepDone(run, iteration);
        int done = iteration + 1;
        boolean due = compute.evaluateEvery() > 0 && done % compute.evaluateEvery() == 0 && done < iterations;
        if (due && !progress.isScored()) {
            Tensors.release(score(run, done));
        }
    }

    /** @return the target's scores after the last step, [N_t, K]; kept, the caller's to release */
    Tensor scoreLast(int run) {
        return score(run, iterations);
    }

    private Tensor score(int run, int done) {
        Tensor scores = score(run, target);
        Tensor sourceScores = null;
        try {
            requireFinite(scores, run, done);
            // The source is scored for those alone who asked for checkpoints: it takes as long as the target.
            sourceScores = compute.evaluateEvery() > 0 ? score(run, source) : null;
            progress.scored(new CheckpointScores(
                    done,
                    accuracy(scores),
                    Validator.scores(new Validator.Evidence(
                            scores, sourceScores, source.domain().labels()))));
            return scores;
        } catch (RuntimeException | Error failure) {
            Tensors.release(scores);
            throw failure;
        } finally {
            Tensors.release(sourceScores);
        }
    }

    private Tensor score(int run, Labelled domain) {
        return Scorer.score(
                network,
                domain.input(),
                new Sweep(compute.evaluationBatch(), this, new Progress.Task("scoring run " + run)));
    }

    private static void requireFinite(Tensor scores, int run, int done) {
        try (PointerScope scope = new PointerScope()) {
            if (!scores.isfinite().all().item_bool()) {
                throw new NonFiniteLossException("what the network says of the target is no number after " + done
                        + " iterations of run " + run + ". Try a lower --lr.");
            }
        }
    }

    private Double accuracy(Tensor scores) {
        return target.domain().labelled()
                ? Accuracy.of(Tensors.largestOfRows(scores), target.domain().labels())
                : null;
    }
}
