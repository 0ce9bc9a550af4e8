package io.github.biwaa.training.progress;

import static io.github.biwaa.settings.DataSettings.HOLD_OUT;
import static io.github.biwaa.settings.MachineSettings.EVALUATE_EVERY;
import static io.github.biwaa.settings.TrainingSettings.BATCH_SIZE;
import static io.github.biwaa.settings.TrainingSettings.FROZEN_VIEWS;
import static io.github.biwaa.settings.TrainingSettings.IMAGE_SIZE;
import static io.github.biwaa.settings.TrainingSettings.ITERATIONS;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Work;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training is going to do, as far as that takes time. The seconds are those of an ordinary processor; they matter beside each other alone, until
 * the first of them are measured.
 */
public final class TrainingPhases {
    public static final Task HELD_OUT = new Task("scoring what was held out");
    public static final Task CENTROIDS = new Task("measuring the centroids of the classes");

    /** A GPU is so much faster than a processor. */
    private static final double GPU = 60;
    /** There and back, in passes there. */
    private static final double TRAINED = 3;
    /** A step of bottleneck and heads, and one sample through them. */
    private static final double STEP_OF_HEADS = 0.008;

    private static final double SCORE_OF_HEADS = 0.00002;

    private final TrainingConfiguration configuration;
    private final Domains<? extends Samples> data;
    private final boolean pictures;
    private final boolean frozen;
    private final double view;
    private final List<Phase> phases = new ArrayList<>();

    private TrainingPhases(TrainingConfiguration configuration, Domains<? extends Samples> data) {
        this.configuration = configuration;
        this.data = data;
        this.pictures = configuration.kind() == SampleKind.PICTURES;
        this.frozen = pictures && configuration.freeze().equals(Freeze.BACKBONE);
        this.view = pictures ? secondsPerView() : 0;
    }

    /** @return all phases from the first picture on, in their order; those whose results are in the cache will be skipped */
    public static List<Phase> of(TrainingConfiguration configuration, Domains<? extends Samples> data) {
        return new TrainingPhases(configuration, data).all();
    }

    /** The steps of a run. */
    public static Task training(int run) {
        return new Task("training run " + run);
    }

    /** The scoring of what a run has trained. */
    public static Task scoring(int run) {
        return new Task("scoring run " + run);
    }

    private List<Phase> all() {
        if (pictures) {
            open(data.source(), configuration.get(HOLD_OUT) > 0);
            open(data.target(), true);
        }
        for (int run = 0; run < configuration.runs(); run++) {
            run(run);
        }
        return phases;
    }

    private double secondsPerView() {
        return Phase.secondsPerView(configuration.get(IMAGE_SIZE))
                / (configuration.placement().device().isCpu() ? 1 : GPU);
    }

    private void open(Samples samples, boolean scored) {
        if (samples.isEmpty()) {
            return;
        }
        phases.add(Phase.decoding(samples.name(), samples.size()));
        if (frozen) {
            double once = samples.size() * view;
            add(Task.features(samples.name()), Work.FEATURES, configuration.get(FROZEN_VIEWS) * once);
            if (scored) {
                add(
                        Task.features(samples.name()),
                        Work.FEATURES,
                        configuration.views().count() * once);
            }
        }
    }

    private void run(int run) {
        int views = configuration.views().count();
        double once = frozen || !pictures ? SCORE_OF_HEADS : view;
        double held = configuration.get(HOLD_OUT) * data.source().size();
        double target = data.target().size() * once;
        double source = data.source().size() * once;
        int every = configuration.get(EVALUATE_EVERY);
        boolean sourceScored = every > 0 && !data.source().isEmpty();
        double scoring = views * (target + (sourceScored ? source : 0));
        int iterations = configuration.get(ITERATIONS);
        double step = STEP_OF_HEADS + (frozen || !pictures ? 0 : TRAINED * 2 * configuration.get(BATCH_SIZE) * view);
        add(training(run), Work.TRAINING, iterations * step + (every > 0 ? (iterations - 1) / every : 0) * scoring);
        add(scoring(run), Work.SCORING, views * target);
        if (sourceScored) {
            add(scoring(run), Work.SCORING, views * source);
        }
        if (held > 0) {
            add(HELD_OUT, Work.SCORING, views * held * once);
            if (views > 1) {
                add(HELD_OUT, Work.SCORING, held * once);
            }
            add(CENTROIDS, Work.SCORING, source - held * once);
            add(CENTROIDS, Work.SCORING, target);
            add(CENTROIDS, Work.SCORING, held * once);
        }
    }

    private void add(Task task, Work work, double seconds) {
        phases.add(new Phase(task, work, seconds));
    }
}
