package io.github.biwaa.training;

import static io.github.biwaa.settings.PriorSettings.PRIOR_FROM;

import io.github.biwaa.adaptation.KnownLabels;
import io.github.biwaa.chain.Planning;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.training.progress.TrainingPhases;
import io.github.biwaa.training.scoring.PriorCorrection;
import io.github.biwaa.training.setup.TargetLabels;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The runs of a training, one after the other, each from its starting weights and fresh heads, and each by the plan that the chain makes for it. */
final class RunChain {
    private final TrainingSetup setup;
    private final TrainingIdentity identity;
    private final TrainingListener listener;

    /** @param identity what all runs are trained by */
    RunChain(TrainingSetup setup, TrainingIdentity identity, TrainingListener listener) {
        this.setup = setup;
        this.identity = identity;
        this.listener = listener;
    }

    /** Trains the runs that are not finished yet; one that was begun is resumed from its checkpoint. */
    void train() {
        RunFolder folder = setup.folder();
        folder.finishedRuns().forEach(run -> {
            folder.checkpoints(run.run()).delete();
            listener.advanced(TrainingPhases.training(run.run()), run.iterations(), run.iterations());
        });
        for (int run = folder.finishedRuns().size(); run < setup.configuration().runs(); run++) {
            try (PointerScope scope = new PointerScope()) {
                RunSummary summary = train(run);
                // Otherwise it may tell of what a lost rank has left behind on the GPU.
                setup.ranks().requireAll();
                folder.finish(summary);
                folder.checkpoints(run).delete();
                listener.runFinished(summary);
            }
        }
    }

    private RunSummary train(int run) {
        if (run > 0) {
            scoreForChain(run - 1);
        }
        SeedSequence seeds = seeds(run);
        RunPlan chained = plan(run);
        RunPlan plan = setup.labels().map(labels -> labels.in(chained, seeds)).orElse(chained);
        try {
            return new SingleRun(setup, identity.with(plan.sha256()), run, plan, seeds, listener).train();
        } finally {
            setup.closeOwn(plan);
        }
    }

    private RunPlan plan(int run) {
        TrainingConfiguration configuration = setup.configuration();
        return configuration
                .chain()
                .plan(new Planning(
                        run,
                        configuration.runs(),
                        setup.domains(),
                        earlierScores(run),
                        setup.guide(),
                        configuration.chainSettings(),
                        configuration.get(TrainingSettings.BATCH_SIZE),
                        seeds(run)));
    }

    private SeedSequence seeds(int run) {
        return new SeedSequence(setup.configuration().seedOfRun(run));
    }

    /** Leaves what a finished run tells the next one, if that is not what its classifier says. */
    private void scoreForChain(int run) {
        RunFolder folder = setup.folder();
        if (!folder.holdsChainScores(run)) {
            try (PointerScope scope = new PointerScope();
                    FinishedRun finished = new FinishedRun(setup, run, () -> plan(run), seeds(run), listener)) {
                setup.configuration()
                        .chain()
                        .scores(finished.evidence())
                        .ifPresent(scores -> folder.writeChainScores(run, scores));
            }
        }
    }

    /** What a person said in place of what was predicted. */
    private List<Tensor> earlierScores(int run) {
        KnownLabels known = setup.labels().map(TargetLabels::learnt).orElse(KnownLabels.NONE);
        OpenSamples source = setup.domains().source();
        PriorCorrection correction =
                new PriorCorrection(setup.configuration().get(PRIOR_FROM), setup.learntFrequencies(source));
        return setup.folder().finishedRuns().stream()
                .limit(run)
                .map(earlier -> known.in(correction.of(
                        setup.folder()
                                .readChainScores(
                                        earlier.run(),
                                        setup.domains().target().size(),
                                        source.classes().size()),
                        Optional.ofNullable(earlier.heldOut()))))
                .toList();
    }
}
