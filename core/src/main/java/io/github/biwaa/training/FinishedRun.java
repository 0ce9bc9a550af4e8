package io.github.biwaa.training;

import static io.github.biwaa.settings.MachineSettings.EVALUATION_BATCH;

import io.github.biwaa.Progress;
import io.github.biwaa.chain.ExpandFeatures;
import io.github.biwaa.chain.RunEvidence;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.evaluation.Scorer;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.torch.Tensors;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** A run that has ended, once more: its model, and the samples that it was trained on. They are brought back when a chain looks at them. */
final class FinishedRun implements AutoCloseable {
    private final TrainingSetup setup;
    private final int run;
    private final Supplier<RunPlan> planning;
    private final SeedSequence seeds;
    private final Sweep sweep;
    private @Nullable RunPlan plan;

    /**
     * @param run r, from 0
     * @param planning makes the plan that it was trained by
     * @param seeds of the run
     * @param progress told how far sweeps are; may stop them
     */
    FinishedRun(TrainingSetup setup, int run, Supplier<RunPlan> planning, SeedSequence seeds, Progress progress) {
        this.setup = setup;
        this.run = run;
        this.planning = planning;
        this.seeds = seeds;
        this.sweep = new Sweep(
                setup.configuration().get(EVALUATION_BATCH),
                progress,
                new Progress.Task("comparing samples of run " + run));
    }

    private RunPlan plan() {
        if (plan == null) {
            plan = planning.get();
        }
        return plan;
    }

    /** @return what it shows a chain, in the scope of the caller */
    RunEvidence evidence() {
        int classes = setup.domains().source().classes().size();
        return new RunEvidence(
                setup.folder().readScores(run, setup.domains().target().size(), classes),
                () -> plan().samples().source().labels(),
                this::features,
                setup.configuration().chainSettings(),
                sweep);
    }

    private Domains<Tensor> features(ExpandFeatures kind) {
        try (AdaptationNetwork network = network()) {
            return plan().samples().map(Trainer.PURPOSES, (samples, purpose) -> {
                try (SampleViews views = samples.views(seeds, purpose)) {
                    return Tensors.adopt(Scorer.features(network, views, kind::ofView, sweep));
                }
            });
        }
    }

    private AdaptationNetwork network() {
        try (PointerScope scope = new PointerScope()) {
            AdaptationNetwork network = setup.networks()
                    .trained(setup.domains().target().width(), setup.folder().model(run));
            network.moveTo(setup.placement());
            return network;
        }
    }

    @Override
    public void close() {
        if (plan != null) {
            setup.closeOwn(plan);
        }
    }
}
