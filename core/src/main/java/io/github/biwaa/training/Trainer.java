package io.github.biwaa.training;

import static io.github.biwaa.settings.MachineSettings.CUDA_GRAPH;
import static io.github.biwaa.settings.MachineSettings.LOADER_THREADS;
import static io.github.biwaa.settings.MachineSettings.LOG_EVERY;
import static io.github.biwaa.settings.MachineSettings.ON_NAN;
import static io.github.biwaa.settings.RecipeSettings.HEAD_FIRST;
import static io.github.biwaa.settings.TrainingSettings.ITERATIONS;
import static io.github.biwaa.settings.TrainingSettings.METHOD;

import io.github.biwaa.Progress;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.chain.TeacherScores;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.run.MetricsFile;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.TwoViews;
import io.github.biwaa.samples.batch.BatchLoader;
import io.github.biwaa.samples.batch.BatchLoader.DomainFeed;
import io.github.biwaa.samples.batch.LoadedBatch;
import io.github.biwaa.settings.OnNan;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.progress.StepWatch;
import io.github.biwaa.training.progress.Throughput;
import io.github.biwaa.training.progress.TrainingPhases;
import io.github.biwaa.training.scoring.CheckpointScorer;
import io.github.biwaa.training.step.LossGuard;
import io.github.biwaa.training.step.LossWatch;
import io.github.biwaa.training.step.NonFiniteLossException;
import io.github.biwaa.training.step.RepeatedStep;
import io.github.biwaa.training.step.RunCheckpoints;
import io.github.biwaa.training.step.RunState;
import io.github.biwaa.training.step.TrainingStep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Trains one run from where it stands to its end. Every step's tensors are freed at its end. */
final class Trainer {
    static final Domains<Purpose> PURPOSES = new Domains<>(Purpose.SOURCE_AUGMENTATION, Purpose.TARGET_AUGMENTATION);

    private final TrainingSetup setup;
    private final RunPlan plan;
    private final int run;
    private final int iterations;
    private final int headFirst;
    private final TrainingConfiguration configuration;
    private final Device device;
    private final SeedSequence seeds;
    private final int[] sourceLabels;
    private final TrainingStep step;
    private final RunState state;
    private final RunCheckpoints checkpoints;
    private final RunProgress progress;
    private final TrainingListener listener;
    private final Throughput throughput = new Throughput();

    /**
     * @param plan what the run learns from
     * @param run r, from 0
     * @param seeds of the run
     * @param step what is done with each batch
     * @param state what a step changes
     * @param checkpoints where the run is saved, also when it is stopped
     * @param progress where the run stands; moved on
     */
    Trainer(
            TrainingSetup setup,
            RunPlan plan,
            int run,
            SeedSequence seeds,
            TrainingStep step,
            RunState state,
            RunCheckpoints checkpoints,
            RunProgress progress,
            TrainingListener listener) {
        this.setup = setup;
        this.plan = plan;
        this.run = run;
        this.seeds = seeds;
        this.step = step;
        this.state = state;
        this.checkpoints = checkpoints;
        this.progress = progress;
        this.listener = listener;
        configuration = setup.configuration();
        iterations = configuration.get(ITERATIONS);
        headFirst = configuration.find(HEAD_FIRST).orElse(0);
        device = setup.placement().device();
        sourceLabels = plan.samples().source().labels();
    }

    /**
     * Trains to the end, saves the run there, and scores the target.
     *
     * @return the target's scores after the last step, [N_t, K]; kept, the caller's to release
     * @throws NonFiniteLossException if a loss is not finite and steps are not to be skipped
     * @throws StoppedException if the listener asks to stop
     */
    Tensor train() {
        try (Domains<SampleViews> views = plan.samples().map(PURPOSES, this::views);
                BatchLoader loader = loader(views);
                LossGuard guard = guard();
                StepWatch watch = new StepWatch();
                RepeatedStep repeated = repeated().orElse(null);
                MetricsFile metrics = new MetricsFile(setup.folder().metrics(run), progress.steps())) {
            CheckpointScorer scorer =
                    new CheckpointScorer(run, configuration, state, plan.samples(), views, progress, listener);
            try {
                train(loader, guard, repeated, watch, metrics, scorer);
            } catch (StoppedException stopped) {
                checkpoints.save(progress);
                throw stopped;
            }
            if (!checkpoints.save(progress)) {
                throw new NonFiniteLossException(
                        "weights are no longer finite after the last step of run " + run + ". Try a lower lr.");
            }
            return scorer.scoreLast();
        }
    }

    private void train(
            BatchLoader loader,
            LossGuard guard,
            @Nullable RepeatedStep repeated,
            StepWatch watch,
            MetricsFile metrics,
            CheckpointScorer scorer) {
        Progress.Task training = TrainingPhases.training(run);
        listener.advanced(training, progress.steps(), iterations);
        if (progress.steps() > 0) {
            listener.runResumed(run, progress.steps());
            scorer.scoreIfDue();
        }
        while (progress.steps() < iterations) {
            int iteration = progress.steps();
            boolean logged;
            watch.begin();
            try (PointerScope scope = new PointerScope();
                    LoadedBatch batch = loader.next()) {
                prepare(iteration, scorer);
                logged = step(iteration, batch, guard, repeated);
            }
            watch.end(iteration);
            progress.stepDone();
            if (logged) {
                StepReport report = report(iteration, loader);
                metrics.append(report);
                listener.stepLogged(report);
            }
            listener.stepDone(run, iteration);
            listener.advanced(training, progress.steps(), iterations);
            scorer.scoreIfDue();
            if (setup.ranks().any(listener.stopRequested())) {
                throw StoppedException.afterStep(run, iteration);
            }
            checkpoints.saveIfDue(progress);
        }
    }

    /** Two random views of each target sample, where a term needs them. */
    private SampleViews views(OpenSamples samples, Purpose purpose) {
        SampleViews views = samples.views(seeds, purpose);
        return purpose == Purpose.TARGET_AUGMENTATION && state.objective().needsViews()
                ? new TwoViews(views, samples.views(seeds, Purpose.SECOND_TARGET_AUGMENTATION))
                : views;
    }

    private BatchLoader loader(Domains<SampleViews> views) {
        Domains<DomainFeed> feeds = views.map(plan.order(), DomainFeed::new);
        return new BatchLoader(
                feeds.source(),
                feeds.target(),
                progress.steps(),
                iterations,
                configuration.get(LOADER_THREADS),
                device);
    }

    private LossGuard guard() {
        OnNan onNan = configuration.get(ON_NAN);
        return new LossGuard(run, onNan, LossWatch.of(device, onNan), state, plan.samples(), checkpoints);
    }

    private Optional<RepeatedStep> repeated() {
        if (!configuration.get(CUDA_GRAPH)) {
            return Optional.empty();
        }
        Optional<String> obstacle = Optional.empty();
        if (configuration.get(ON_NAN) == OnNan.SKIP) {
            obstacle = Optional.of("on-nan: skip reads the loss of each");
        } else if (!setup.ranks().isAlone()) {
            obstacle = Optional.of("ranks exchange tensors in each");
        } else if (configuration.get(METHOD).statisticsShare(0).isPresent()) {
            obstacle = Optional.of("the method changes batch norm from step to step");
        }
        return RepeatedStep.asCudaGraph(step, setup.placement(), obstacle);
    }

    /** Brings what a step depends on besides its batch to where the iteration has it. */
    private void prepare(int iteration, CheckpointScorer scorer) {
        configuration.get(METHOD).statisticsShare(iteration).ifPresent(share -> state.network()
                .parts(BatchNorm.class)
                .forEach(norm -> norm.takeShare(share)));
        if (state.objective().wantsTarget(iteration)) {
            state.objective().show(iteration, scorer.lookAtTarget());
        }
    }

    /** @return whether the step's metrics were read */
    private boolean step(int iteration, LoadedBatch batch, LossGuard guard, @Nullable RepeatedStep repeated) {
        boolean due = iteration % configuration.get(LOG_EVERY) == 0 || iteration == iterations - 1;
        // Dropout depends on (seed, run, step) alone, so no generator state needs saving.
        Engine.seed(seeds.seedOf(Purpose.DROPOUT, iteration));
        state.network().restBackbone(iteration < headFirst);
        Optional<TrainingStep.Outcome> outcome = guard.run(
                progress,
                batch,
                due,
                look -> repeated == null || iteration < headFirst
                        ? step.run(iteration, inputs(iteration, batch), look, part -> {})
                        : repeated.run(iteration, inputs(iteration, batch)));
        outcome.flatMap(updated -> state.average()).ifPresent(average -> average.update(iteration));
        throughput.countImages(batch.sourceSamples().length + batch.targetSamples().length);
        boolean logged = due && outcome.isPresent();
        if (logged) {
            progress.logged(read(outcome.get()));
        }
        return logged;
    }

    private TrainingStep.Batch inputs(int iteration, LoadedBatch batch) {
        long[] labels = new long[batch.sourceSamples().length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = sourceLabels[batch.sourceSamples()[i]];
        }
        Tensor labelTensor = device.upload(Tensors.of(labels, labels.length));
        Domains<Optional<Tensor>> teacher = plan.guide()
                .map(guide -> new Domains<>(
                        guide.source().map(scores -> rows(scores, batch.sourceSamples())),
                        Optional.of(rows(guide.target(), batch.targetSamples()))))
                .orElse(TrainingStep.NO_TEACHER);
        int size = batch.targetSamples().length;
        boolean twice = state.objective().needsViews();
        Optional<TrainingStep.SecondView> second = twice
                ? Optional.of(new TrainingStep.SecondView(
                        batch.target().narrow(0, size, size), () -> seeds.streamOf(Purpose.MIXING, iteration)))
                : Optional.empty();
        return new TrainingStep.Batch(
                batch.source(),
                labelTensor,
                twice ? batch.target().narrow(0, 0, size) : batch.target(),
                batch.targetSamples(),
                second,
                teacher);
    }

    /** @return a teacher's probabilities for some samples, [B, K], where the network is and in the numbers of its logits */
    private Tensor rows(TeacherScores scores, int[] samples) {
        return setup.placement().upload(Tensors.of(scores.rows(samples), samples.length, scores.classes()));
    }

    private static Map<String, Double> read(TrainingStep.Outcome outcome) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        for (Metric metric : outcome.total().metrics()) {
            metrics.put(metric.name(), metric.value().getAsDouble());
        }
        return metrics;
    }

    private StepReport report(int iteration, BatchLoader loader) {
        return new StepReport(
                run,
                iteration,
                iterations,
                progress.seconds(),
                loader.takeSecondsWaited(),
                step.learningRate().at(iteration),
                throughput.takeImagesPerSecond(),
                progress.losses());
    }
}
