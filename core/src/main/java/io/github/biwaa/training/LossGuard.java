package io.github.biwaa.training;

import io.github.biwaa.adaptation.Metric;
import io.github.biwaa.data.Domain;
import io.github.biwaa.data.LoadedBatch;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the loss of every step. If it is NaN or infinite, the run ends with a message, or the step is taken back and counted, as the settings say. */
final class LossGuard {
    private static final Logger LOG = LoggerFactory.getLogger(LossGuard.class);
    private static final int MOST_IN_A_ROW = 100;

    private final int run;
    private final OnNan choice;
    private final RunState state;
    private final Domain source;
    private final Domain target;
    private final RunCheckpoints checkpoints;
    private int skippedInARow;

    /**
     * @param run r, from 0
     * @param state what a step changes
     * @param source whose samples messages name
     * @param target whose samples messages name
     * @param checkpoints of which messages name the newest
     */
    LossGuard(int run, OnNan choice, RunState state, Domain source, Domain target, RunCheckpoints checkpoints) {
        this.run = run;
        this.choice = choice;
        this.state = state;
        this.source = source;
        this.target = target;
        this.checkpoints = checkpoints;
    }

    /**
     * Takes a step under guard, in the scope of the caller.
     *
     * @param progress where skipped steps are counted
     * @return what the step saw; empty if it was taken back
     * @throws NonFiniteLossException if its loss is no number and steps are not to be skipped, or too many were
     */
    Optional<TrainingStep.Outcome> run(RunProgress progress, LoadedBatch batch, Supplier<TrainingStep.Outcome> step) {
        StepUndo undo = choice == OnNan.SKIP ? new StepUndo(state, batch.targetSamples()) : null;
        TrainingStep.Outcome outcome = step.get();
        if (outcome.isFinite()) {
            skippedInARow = 0;
            return Optional.of(outcome);
        }
        String what = "the loss is no number any more: " + culprit(outcome) + " in run " + run + ", iteration "
                + progress.steps();
        if (choice == OnNan.STOP || skippedInARow == MOST_IN_A_ROW) {
            throw failure(what, batch);
        }
        undo.takeBack();
        skippedInARow++;
        progress.skipped();
        LOG.warn("Step skipped: {}.", what);
        return Optional.empty();
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

    private NonFiniteLossException failure(String what, LoadedBatch batch) {
        String advice = choice == OnNan.STOP
                ? "go on without such steps by --resume --on-nan skip"
                : MOST_IN_A_ROW + " steps before it were skipped already";
        return new NonFiniteLossException(what + ". Try a lower --lr, and look for broken samples or weights; " + advice
                + ". The last good checkpoint: "
                + checkpoints.newest().map(Object::toString).orElse("none, the run had just begun")
                + "\nSource samples of the step: " + names(source, batch.sourceSamples())
                + "\nTarget samples of the step: " + names(target, batch.targetSamples()));
    }

    private static String names(Domain domain, int[] samples) {
        return Arrays.stream(samples).mapToObj(domain::sampleName).collect(Collectors.joining(", "));
    }
}
