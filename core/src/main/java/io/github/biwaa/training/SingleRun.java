package io.github.biwaa.training;

import io.github.biwaa.adaptation.LearningRate;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.Ramp;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.Parameter;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.MetricsFile;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.run.Versions;
import io.github.biwaa.samples.BatchLoader;
import io.github.biwaa.samples.BatchLoader.DomainFeed;
import io.github.biwaa.samples.ClassBalancedSampler;
import io.github.biwaa.samples.IndexSampler;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.UniformSampler;
import io.github.biwaa.settings.ComputeSettings;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.ScheduleSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.SmallBlockReserve;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * One run of a chain: a network from its starting weights, or from its last checkpoint, trained to the end of the schedule; the target scored; scores
 * and model left in the run's folder.
 */
final class SingleRun {
    private final TrainingSetup setup;
    private final TrainingIdentity identity;
    private final TrainingConfiguration configuration;
    private final OpenSamples source;
    private final OpenSamples target;
    private final int run;
    private final Optional<Tensor> earlierScores;
    private final TrainingListener listener;
    private final SeedSequence seeds;
    private final RunWarnings warnings;
    private final Placement placement;

    /**
     * @param identity what the run is trained by
     * @param run r, from 0
     * @param earlierScores P of earlier runs, [N_t, K]; empty in run 0
     */
    SingleRun(
            TrainingSetup setup,
            TrainingIdentity identity,
            int run,
            Optional<Tensor> earlierScores,
            TrainingListener listener) {
        this.setup = setup;
        this.identity = identity;
        this.configuration = setup.configuration();
        this.source = setup.domains().source();
        this.target = setup.domains().target();
        this.run = run;
        this.earlierScores = earlierScores;
        this.listener = listener;
        this.seeds = new SeedSequence(configuration.schedule().seedOfRun(run));
        this.warnings = new RunWarnings(run);
        this.placement = setup.placement();
    }

    /** Trains, scores and saves; the caller enters the summary. */
    RunSummary train() {
        listener.runStarted(run, configuration.runs(), configuration.schedule().iterations());
        earlierScores.ifPresent(prior -> warnings.checkPrior(prior, source.classes()));
        Optional<Tensor> prior = earlierScores
                .filter(present -> configuration.sampling().blendPrior())
                .map(present -> Tensors.keep(placement.upload(present)));
        Engine.seed(seeds.seedOf(Purpose.INITIALISATION));
        try (SmallBlockReserve reserve = SmallBlockReserve.open();
                AdaptationNetwork network = network();
                Objective objective = objective(network);
                SgdOptimizer optimizer = optimizer(network, objective);
                PseudoLabels pseudoLabels = new PseudoLabels(
                        network.classifierWeight(),
                        target.size(),
                        source.classes().size(),
                        prior.map(this::prior),
                        configuration.schedule().labelUpdate())) {
            return train(new RunState(network, objective, optimizer, pseudoLabels));
        } finally {
            prior.ifPresent(Tensors::release);
        }
    }

    private RunSummary train(RunState state) {
        ComputeSettings compute = configuration.compute();
        int iterations = configuration.schedule().iterations();
        RunCheckpoints checkpoints =
                new RunCheckpoints(run, setup.folder().checkpoints(run), identity, compute.checkpointEvery(), state);
        RunProgress progress = checkpoints.restore();
        try (SampleViews sourceInput = source.views(seeds, Purpose.SOURCE_AUGMENTATION);
                SampleViews targetInput = target.views(seeds, Purpose.TARGET_AUGMENTATION);
                BatchLoader loader = new BatchLoader(
                        new DomainFeed(sourceInput, sourceSampler()),
                        new DomainFeed(targetInput, targetSampler()),
                        progress.steps(),
                        iterations,
                        compute.loaderThreads(),
                        placement.device());
                LossGuard guard = new LossGuard(
                        run,
                        compute.onNan(),
                        LossWatch.of(placement.device(), compute.onNan()),
                        state,
                        source,
                        target,
                        checkpoints);
                MetricsFile metrics = new MetricsFile(setup.folder().metrics(run), progress.steps())) {
            CheckpointScorer scorer = new CheckpointScorer(
                    compute,
                    iterations,
                    state.network(),
                    new CheckpointScorer.Labelled(source, sourceInput),
                    new CheckpointScorer.Labelled(target, targetInput),
                    progress,
                    logging(metrics));
            new Trainer(step(state), placement.device(), source.labels(), seeds, guard, compute.logEvery(), scorer)
                    .train(run, iterations, loader, progress, checkpoints);
            finish(state, scorer);
        }
        warnings.checkDiscriminator(setup.folder().metrics(run));
        warnings.checkSkipped(progress.skippedSteps());
        List<CheckpointScores> scored = progress.scored();
        return new RunSummary(
                run,
                iterations,
                progress.seconds(),
                scored.get(scored.size() - 1).targetAccuracy(),
                progress.losses(),
                scored,
                progress.skippedSteps(),
                warnings.all());
    }

    private AdaptationNetwork network() {
        AdaptationNetwork network = setup.networks().network(source.width());
        network.moveTo(placement);
        return network;
    }

    private Objective objective(AdaptationNetwork network) {
        Method method = Methods.named(configuration.method());
        return new Objective(method.terms(new TermFactory(
                source.classes().size(),
                network.featureWidth(),
                placement,
                new Ramp(configuration.schedule().ramp()),
                configuration.terms())));
    }

    private static SgdOptimizer optimizer(AdaptationNetwork network, Objective objective) {
        SgdOptimizer optimizer = new SgdOptimizer();
        List<Parameter> backbone = network.backbone().trainableParameters();
        List<Parameter> heads = new ArrayList<>(network.trainableParameters());
        heads.removeAll(backbone);
        optimizer.add(backbone, 1);
        optimizer.add(heads, SgdOptimizer.HEAD_MULTIPLIER);
        optimizer.add(objective.parameters(), SgdOptimizer.HEAD_MULTIPLIER);
        return optimizer;
    }

    private TrainingStep step(RunState state) {
        return new TrainingStep(
                state.network(),
                state.objective(),
                state.pseudoLabels(),
                state.optimizer(),
                new LearningRate(configuration.schedule().learningRate()));
    }

    private Prior prior(Tensor scores) {
        ScheduleSettings schedule = configuration.schedule();
        return new Prior(scores, schedule.priorWeight(), new Ramp(schedule.priorHorizon()));
    }

    private IndexSampler sourceSampler() {
        int batch = configuration.schedule().batchSize();
        return configuration.sampling().balanceSource()
                ? ClassBalancedSampler.forSource(source.labels(), source.classes(), batch, seeds)
                : new UniformSampler(source.size(), batch, seeds, Purpose.SOURCE_SAMPLER);
    }

    private IndexSampler targetSampler() {
        int batch = configuration.schedule().batchSize();
        if (earlierScores.isEmpty() || !configuration.sampling().alignTarget()) {
            return new UniformSampler(target.size(), batch, seeds, Purpose.TARGET_SAMPLER);
        }
        return ClassBalancedSampler.forTarget(
                Tensors.largestOfRows(earlierScores.get()), source.classes(), batch, seeds);
    }

    private TrainingListener logging(MetricsFile metrics) {
        return new ForwardingListener(listener) {
            @Override
            public void stepLogged(StepReport report) {
                metrics.append(report);
                super.stepLogged(report);
            }
        };
    }

    /** Scores the target after the last update and leaves scores and model in the run's folder. */
    private void finish(RunState state, CheckpointScorer scorer) {
        Tensor scores = scorer.scoreLast(run);
        try {
            warnings.checkScores(scores, source.classes());
            setup.folder().writeScores(run, scores);
            DomainBranchSaver.save(setup.folder().model(run), state.objective());
            saveModel(state.network());
        } finally {
            Tensors.release(scores);
        }
    }

    private void saveModel(AdaptationNetwork network) {
        NetworkSettings settings = configuration.network();
        ModelDescription.Builder described = settings.takesEmbeddings()
                ? ModelDescription.ofEmbeddings(source.width().getAsInt())
                : ModelDescription.ofPictures(settings.backbone(), settings.preprocessing());
        ModelDescription description = described
                .method(configuration.method())
                .bottleneck(settings.bottleneckWidth(), settings.featureScale())
                .classes(source.classes())
                .views(settings.views())
                .startingWeights(setup.networks().startingWeights())
                .build(Versions.biwaa());
        setup.networks().save(setup.folder().model(run), network, description);
    }
}
