package io.github.biwaa.training;

import io.github.biwaa.adaptation.LearningRate;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.Ramp;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.data.BatchLoader;
import io.github.biwaa.data.BatchLoader.DomainFeed;
import io.github.biwaa.data.ClassBalancedSampler;
import io.github.biwaa.data.Domain;
import io.github.biwaa.data.DomainInput;
import io.github.biwaa.data.IndexSampler;
import io.github.biwaa.data.UniformSampler;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.Parameter;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Iterative label distribution alignment (METHOD section 3): runs in a chain, each from the pretrained backbone and fresh heads; what earlier runs
 * predict decides how the next one samples the target and where its pseudo-labels start. Methods without ILDA are a chain of one.
 */
final class IterativeAlignment {
    private final TrainingConfiguration configuration;
    private final Method method;
    private final Domain source;
    private final Domain target;
    private final DomainInputs inputs;
    private final NetworkFactory networks;
    private final RunFolder folder;
    private final TrainingListener listener;

    IterativeAlignment(
            TrainingConfiguration configuration,
            Domain source,
            Domain target,
            DomainInputs inputs,
            NetworkFactory networks,
            RunFolder folder,
            TrainingListener listener) {
        this.configuration = configuration;
        this.method = Methods.named(configuration.method());
        this.source = source;
        this.target = target;
        this.inputs = inputs;
        this.networks = networks;
        this.folder = folder;
        this.listener = listener;
    }

    /** Trains the runs that are not finished yet. */
    void train() {
        for (int run = folder.finishedRuns().size(); run < configuration.runs(); run++) {
            try (PointerScope scope = new PointerScope()) {
                RunSummary summary = train(run, combinedScores(run));
                folder.finish(summary);
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
            scores.add(
                    folder.readScores(earlier, target.size(), source.classes().size()));
        }
        return Optional.of(Prior.combine(scores, Prior.DECAY));
    }

    private RunSummary train(int run, Optional<Tensor> scores) {
        ScheduleSettings schedule = configuration.schedule();
        listener.runStarted(run, configuration.runs(), schedule.iterations());
        StopWatch watch = new StopWatch();
        SeedSequence seeds = new SeedSequence(schedule.seedOfRun(run));
        Engine.seed(seeds.seedOf(Purpose.INITIALISATION));
        try (AdaptationNetwork network = inputs.featureWidth().isPresent()
                        ? networks.headsOnly(inputs.featureWidth().getAsInt())
                        : networks.network();
                Objective objective = new Objective(method.terms(new TermFactory(
                        source.classes().size(),
                        network.featureWidth(),
                        Precision.FLOAT32,
                        new Ramp(schedule.ramp()),
                        configuration.terms())));
                SgdOptimizer optimizer = optimizer(network, objective);
                PseudoLabels pseudoLabels = new PseudoLabels(
                        network.classifierWeight(),
                        target.size(),
                        source.classes().size(),
                        prior(scores));
                DomainInput sourceInput = inputs.source(seeds);
                DomainInput targetInput = inputs.target(seeds);
                BatchLoader loader = new BatchLoader(
                        new DomainFeed(sourceInput, sourceSampler(seeds)),
                        new DomainFeed(targetInput, targetSampler(seeds, scores)),
                        0,
                        schedule.iterations(),
                        configuration.compute().loaderThreads());
                MetricsFile metrics = new MetricsFile(folder.metrics(run))) {
            TrainingStep step = new TrainingStep(
                    network, objective, pseudoLabels, optimizer, new LearningRate(schedule.learningRate()));
            CheckpointScorer scorer = new CheckpointScorer(
                    configuration.compute(),
                    schedule.iterations(),
                    network,
                    new CheckpointScorer.Labelled(source, sourceInput),
                    new CheckpointScorer.Labelled(target, targetInput),
                    logging(metrics));
            Trainer trainer = new Trainer(
                    step, source.labels(), seeds, configuration.compute().logEvery(), scorer);
            Map<String, Double> losses = trainer.train(run, schedule.iterations(), loader);
            finish(run, network, objective, scorer);
            List<CheckpointScores> checkpoints = scorer.checkpoints();
            return new RunSummary(
                    run,
                    schedule.iterations(),
                    watch.seconds(),
                    checkpoints.get(checkpoints.size() - 1).targetAccuracy(),
                    losses,
                    checkpoints);
        }
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

    private Optional<Prior> prior(Optional<Tensor> scores) {
        ScheduleSettings schedule = configuration.schedule();
        return scores.filter(present -> configuration.sampling().blendPrior())
                .map(present -> new Prior(present, schedule.priorWeight(), new Ramp(schedule.priorHorizon())));
    }

    private IndexSampler sourceSampler(SeedSequence seeds) {
        int batch = configuration.schedule().batchSize();
        return configuration.sampling().balanceSource()
                ? ClassBalancedSampler.forSource(source.labels(), source.classes(), batch, seeds)
                : new UniformSampler(source.size(), batch, seeds, Purpose.SOURCE_SAMPLER);
    }

    private IndexSampler targetSampler(SeedSequence seeds, Optional<Tensor> scores) {
        int batch = configuration.schedule().batchSize();
        if (scores.isEmpty() || !configuration.sampling().alignTarget()) {
            return new UniformSampler(target.size(), batch, seeds, Purpose.TARGET_SAMPLER);
        }
        return ClassBalancedSampler.forTarget(
                Tensors.toInts(Tensors.argmaxOfRows(scores.get())), source.classes(), batch, seeds);
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
    private void finish(int run, AdaptationNetwork network, Objective objective, CheckpointScorer scorer) {
        Tensor scores = scorer.scoreLast(run);
        try {
            folder.writeScores(run, scores);
            DomainBranchSaver.save(folder.model(run), objective);
            saveModel(run, network);
        } finally {
            Tensors.release(scores);
        }
    }

    private void saveModel(int run, AdaptationNetwork network) {
        NetworkSettings settings = configuration.network();
        ModelDescription description = new ModelDescription(
                ModelDescription.FORMAT,
                configuration.method(),
                settings.backbone(),
                settings.bottleneckWidth(),
                settings.featureScale(),
                settings.takesEmbeddings() ? inputs.featureWidth().getAsInt() : 0,
                source.classes(),
                settings.preprocessing(),
                settings.views(),
                networks.startingWeights(),
                Versions.biwaa());
        if (inputs.featureWidth().isEmpty() || settings.takesEmbeddings()) {
            ModelFolder.save(folder.model(run), network, description);
        } else {
            try (AdaptationNetwork whole = networks.withTrainedHeads(network)) {
                ModelFolder.save(folder.model(run), whole, description);
            }
        }
    }
}
