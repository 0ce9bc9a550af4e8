package io.github.biwaa.training.step;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.samples.batch.LoadedBatch;
import io.github.biwaa.settings.OnNan;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the losses. If one is NaN or infinite, the run ends with a message, or the step is taken back and counted, as the settings say.
 *
 * <p>On the CPU it looks at every step before the step changes anything. Looking makes a GPU wait, so there, unless steps are to be taken back, a
 * {@link LossWatch} remembers the first bad step and is asked when losses are logged. Checkpoints hold no weights that are no numbers.
 */
public final class LossGuard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LossGuard.class);
    private static final int MOST_IN_A_ROW = 100;

    private final int run;
    private final OnNan choice;
    private final Optional<LossWatch> watch;
    private final RunState state;
    private final Domains<? extends Samples> samples;
    private final RunCheckpoints checkpoints;
    private int skippedInARow;

    /** A step, with the loss looked at or not. */
    @FunctionalInterface
    public interface Step {
        /** @param look whether the loss is read before anything is changed */
        TrainingStep.Outcome run(boolean look);
    }

    /**
     * @param run r, from 0
     * @param watch what remembers bad steps, closed with this guard; empty if it looks at every step
     * @param state what a step changes
     * @param samples that messages name
     * @param checkpoints of which messages name the newest
     */
    public LossGuard(
            int run,
            OnNan choice,
            Optional<LossWatch> watch,
            RunState state,
            Domains<? extends Samples> samples,
            RunCheckpoints checkpoints) {
        this.watch = watch;
        this.run = run;
        this.choice = choice;
        this.state = state;
        this.samples = samples;
        this.checkpoints = checkpoints;
    }

    /**
     * Takes a step under guard, in the scope of the caller.
     *
     * @param progress where skipped steps are counted
     * @param logged whether the step's losses are read anyway
     * @return what the step saw; empty if it was taken back
     * @throws NonFiniteLossException if its loss is no number and steps are not to be skipped, or too many were
     */
    public Optional<TrainingStep.Outcome> run(RunProgress progress, LoadedBatch batch, boolean logged, Step step) {
        return watch.isPresent()
                ? Optional.of(watched(watch.get(), progress.steps(), batch, logged, step))
                : looked(progress, batch, step);
    }

    private TrainingStep.Outcome watched(
            LossWatch watched, int iteration, LoadedBatch batch, boolean logged, Step step) {
        TrainingStep.Outcome outcome = step.run(false);
        watched.add(new LossWatch.Step(iteration, batch), outcome.total().loss());
        if (logged) {
            watched.firstWrong().ifPresent(wrong -> {
                throw wrong.iteration() == iteration
                        ? failure(what(culprit(outcome), iteration), wrong)
                        : failure(
                                what("totalLoss", wrong.iteration()) + " (read at iteration " + iteration
                                        + ", since a GPU's losses are read every log-every steps)",
                                wrong);
            });
        }
        return outcome;
    }

    private Optional<TrainingStep.Outcome> looked(RunProgress progress, LoadedBatch batch, Step step) {
        @Nullable StepUndo undo = choice == OnNan.SKIP ? new StepUndo(state, batch.targetSamples()) : null;
        TrainingStep.Outcome outcome = step.run(true);
        if (outcome.isFinite()) {
            skippedInARow = 0;
            return Optional.of(outcome);
        }
        String what = what(culprit(outcome), progress.steps());
        if (choice == OnNan.STOP || skippedInARow == MOST_IN_A_ROW) {
            throw failure(what, new LossWatch.Step(progress.steps(), batch));
        }
        requireNonNull(undo).takeBack();
        skippedInARow++;
        progress.skipped();
        LOG.warn("Step skipped: {}.", what);
        return Optional.empty();
    }

    private String what(String culprit, int iteration) {
        return "the loss is no longer finite: " + culprit + " in run " + run + ", iteration " + iteration;
    }

    /** The first metric that is no number; the total is one of the others' making. */
    private static String culprit(TrainingStep.Outcome outcome) {
        String culprit = "";
        for (Metric metric : outcome.total().metrics()) {
            double value = metric.value().getAsDouble();
            if (!Double.isFinite(value)) {
                culprit = metric.name() + " is " + value;
                if (!metric.name().equals("totalLoss")) {
                    return culprit;
                }
            }
        }
        return culprit;
    }

    private NonFiniteLossException failure(String what, LossWatch.Step step) {
        String advice = choice == OnNan.STOP
                ? "resume with on-nan: skip to leave such steps out"
                : MOST_IN_A_ROW + " steps before it were skipped already";
        return new NonFiniteLossException(what + ". Try a lower lr, and look for broken samples or weights; " + advice
                + ". The last good checkpoint: "
                + checkpoints.newest().map(Object::toString).orElse("none, the run had just begun")
                + "\nSource samples of the step: " + names(samples.source(), step.sourceSamples())
                + "\nTarget samples of the step: " + names(samples.target(), step.targetSamples()));
    }

    private static String names(Samples domain, int[] samples) {
        return Arrays.stream(samples).mapToObj(domain::sampleName).collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        watch.ifPresent(LossWatch::close);
    }
}
