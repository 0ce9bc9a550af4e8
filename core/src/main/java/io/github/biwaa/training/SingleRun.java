package io.github.biwaa.training;

import static io.github.biwaa.chain.GuideSettings.DISTILLATION;
import static io.github.biwaa.chain.GuideSettings.GUIDE_WEIGHT;
import static io.github.biwaa.settings.MachineSettings.EVALUATION_BATCH;
import static io.github.biwaa.settings.MachineSettings.LOCAL_BATCH_NORM;
import static io.github.biwaa.settings.RecipeSettings.SHARPNESS;
import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.BOTTLENECK;
import static io.github.biwaa.settings.TrainingSettings.CENTRE_FEATURES;
import static io.github.biwaa.settings.TrainingSettings.FEATURE_SCALE;
import static io.github.biwaa.settings.TrainingSettings.ITERATIONS;
import static io.github.biwaa.settings.TrainingSettings.LABEL_UPDATE;
import static io.github.biwaa.settings.TrainingSettings.METHOD;
import static io.github.biwaa.settings.TrainingSettings.RAMP;

import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.classification.Distillation;
import io.github.biwaa.adaptation.classification.TargetClassification;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.HeadRates;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.evaluation.LabelShift;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.run.CheckpointScores;
import io.github.biwaa.run.LabelledScores;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.TargetPredictions;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.run.Versions;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.SmallBlockReserve;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.Optimizer;
import io.github.biwaa.training.optimizer.WeightAverage;
import io.github.biwaa.training.scoring.ClassCentroids;
import io.github.biwaa.training.scoring.HeldOutScorer;
import io.github.biwaa.training.setup.RunWarnings;
import io.github.biwaa.training.setup.TrainingRecipe;
import io.github.biwaa.training.step.RunCheckpoints;
import io.github.biwaa.training.step.RunState;
import io.github.biwaa.training.step.TrainingStep;
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
    private final TrainingRecipe recipe;
    private final RunPlan plan;
    private final List<String> classes;
    private final int run;
    private final SeedSequence seeds;
    private final TrainingListener listener;
    private final RunWarnings warnings;
    private final Placement placement;

    /**
     * @param identity what the run is trained by
     * @param run r, from 0
     * @param plan what it learns from
     * @param seeds of the run
     */
    SingleRun(
            TrainingSetup setup,
            TrainingIdentity identity,
            int run,
            RunPlan plan,
            SeedSequence seeds,
            TrainingListener listener) {
        this.setup = setup;
        this.identity = identity;
        this.configuration = setup.configuration();
        this.recipe = new TrainingRecipe(configuration);
        this.plan = plan;
        this.classes = plan.samples().source().classes();
        this.run = run;
        this.seeds = seeds;
        this.listener = listener;
        this.warnings = new RunWarnings(run);
        this.placement = setup.placement();
    }

    /** Trains, scores and saves; the caller enters the summary. */
    RunSummary train() {
        listener.runStarted(run, configuration.runs(), configuration.get(ITERATIONS));
        plan.predicted().ifPresent(predicted -> warnings.checkPrior(predicted, classes));
        Optional<Prior> prior = plan.prior()
                .map(start -> new Prior(Tensors.keep(placement.upload(start.scores())), start.weight(), start.ramp()));
        Engine.seed(seeds.seedOf(Purpose.INITIALISATION));
        try (SmallBlockReserve reserve = SmallBlockReserve.open();
                AdaptationNetwork network = network();
                Objective objective = objective(network);
                Optimizer optimizer = recipe.optimizer(network, objective, heads());
                WeightAverage average = recipe.average(network).orElse(null);
                PseudoLabels pseudoLabels = new PseudoLabels(
                        network.classifierWeight(),
                        plan.samples().target().size(),
                        classes.size(),
                        prior,
                        configuration.get(LABEL_UPDATE),
                        plan.known())) {
            return train(new RunState(network, objective, optimizer, Optional.ofNullable(average), pseudoLabels));
        } finally {
            prior.ifPresent(start -> Tensors.release(start.scores()));
        }
    }

    private RunSummary train(RunState state) {
        // Once a rank is lost, weights on a GPU may be anything.
        Runnable intact = setup.ranks()::requireAll;
        RunCheckpoints checkpoints =
                new RunCheckpoints(run, setup.folder().checkpoints(run), identity, configuration, state, intact);
        RunProgress progress = checkpoints.restore();
        Tensor scores =
                new Trainer(setup, plan, run, seeds, step(state), state, checkpoints, progress, listener).train();
        return state.withFinalWeights(() -> finish(state, progress, scores));
    }

    /** Leaves what the run taught in its folder; the scores are released. */
    private RunSummary finish(RunState state, RunProgress progress, Tensor scores) {
        Optional<HeldOutScorer.Outcome> heldOut;
        TargetPredictions predictions;
        Optional<LabelledScores> labelled;
        try {
            heldOut = setup.heldOut().map(held -> new HeldOutScorer(held, configuration.get(EVALUATION_BATCH), listener)
                    .score(state.network(), seeds, scores, frequencies()));
            heldOut.ifPresent(outcome -> warnings.checkFrequencies(
                    outcome.scores().classFrequencies(), plan.samples().target().size()));
            save(state, scores, heldOut.map(HeldOutScorer.Outcome::calibration));
            double temperature =
                    heldOut.map(outcome -> outcome.scores().temperature()).orElse(1.0);
            predictions = TargetPredictions.of(scores, temperature, classes);
            labelled = setup.labels()
                    .map(labels -> labels.scores(
                            Tensors.largestOfRows(scores),
                            plan.samples().target().classLabels()));
        } finally {
            Tensors.release(scores);
        }
        warnings.checkMetrics(setup.folder().metrics(run), configuration.get(FEATURE_SCALE));
        warnings.checkSkipped(progress.skippedSteps());
        List<CheckpointScores> scored = progress.scored();
        return new RunSummary(
                run,
                configuration.get(ITERATIONS),
                progress.seconds(),
                scored.get(scored.size() - 1).targetAccuracy(),
                progress.losses(),
                scored,
                progress.skippedSteps(),
                warnings.all(),
                heldOut.map(HeldOutScorer.Outcome::scores).orElse(null),
                predictions,
                labelled.orElse(null));
    }

    private ClassCentroids centroids(RunState state) {
        return new ClassCentroids(state.network(), seeds, configuration.get(EVALUATION_BATCH), listener);
    }

    private HeldOutScorer.SourceFrequencies frequencies() {
        return new HeldOutScorer.SourceFrequencies(
                LabelShift.shares(setup.domains().source().labels(), classes.size()),
                setup.learntFrequencies(plan.samples().source()));
    }

    private AdaptationNetwork network() {
        AdaptationNetwork network =
                setup.networks().network(plan.samples().target().width());
        network.moveTo(placement);
        network.spreadOver(setup.ranks(), configuration.find(LOCAL_BATCH_NORM).orElse(false));
        if (!configuration.get(METHOD).trainsClassifier()) {
            network.freezeClassifier();
        }
        if (!setup.networks().startsFromModel()) {
            network.scaleBottleneck(heads().bottleneckScale());
        }
        return network;
    }

    private Objective objective(AdaptationNetwork network) {
        List<LossTerm> terms = new ArrayList<>(configuration
                .get(METHOD)
                .terms(new TermFactory(
                        classes.size(),
                        network.featureWidth(),
                        placement,
                        new Ramp(configuration.get(RAMP)),
                        configuration.values(),
                        plan.samples().target().size(),
                        configuration.get(ITERATIONS))));
        terms.stream()
                .flatMap(term -> term.ramp().stream())
                .findFirst()
                .ifPresent(ramp -> warnings.checkRamp(ramp, configuration.get(ITERATIONS)));
        double guided = configuration.get(GUIDE_WEIGHT);
        if (plan.guide().isPresent() && guided > 0) {
            terms.add(new Distillation(guided, configuration.get(DISTILLATION)));
        }
        setup.labels().ifPresent(labels -> terms.add(new TargetClassification(labels.perBatch())));
        return new Objective(terms, plan.weights());
    }

    private HeadRates heads() {
        return configuration.get(METHOD).heads(configuration.values());
    }

    private TrainingStep step(RunState state) {
        return new TrainingStep(
                state.network(),
                state.objective(),
                state.pseudoLabels(),
                state.optimizer(),
                recipe.learningRate(),
                configuration.get(SHARPNESS));
    }

    /** Leaves scores and model in the run's folder. */
    private void save(RunState state, Tensor scores, Optional<Calibration> calibration) {
        warnings.checkScores(scores, classes);
        setup.folder().writeScores(run, scores);
        DomainBranchSaver.save(setup.folder().model(run), state.objective());
        setup.heldOut().ifPresent(held -> centroids(state)
                .measure(setup.domains(), held)
                .save(setup.folder().model(run)));
        saveModel(state.network(), calibration);
    }

    private void saveModel(AdaptationNetwork network, Optional<Calibration> calibration) {
        ModelDescription description = configuration
                .preprocessing()
                .map(seen ->
                        ModelDescription.ofPictures(configuration.get(BACKBONE).name(), seen))
                .orElseGet(() -> ModelDescription.ofEmbeddings(
                        plan.samples().target().width().orElseThrow()))
                .method(configuration.get(METHOD).id())
                .bottleneck(configuration.get(BOTTLENECK), configuration.get(FEATURE_SCALE))
                .centred(configuration.find(CENTRE_FEATURES).orElse(false))
                .classes(classes)
                .views(configuration.views())
                .startingWeights(setup.networks().startingWeights())
                .calibration(calibration.orElse(null))
                .build(Versions.biwaa());
        setup.networks().save(setup.folder().model(run), network, description);
    }
}
