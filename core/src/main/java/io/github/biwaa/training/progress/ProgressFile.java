package io.github.biwaa.training.progress;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.ProgressEstimate;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.WorkAtHand;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the run folder what is being done and how long the rest takes, so that others can see it. */
public final class ProgressFile implements Progress, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressFile.class);
    private static final long NANOS_BETWEEN_WRITES = 1_000_000_000L;
    /** Steps are in metrics.csv, too, and no step should wait for the disk. */
    private static final long NANOS_BETWEEN_WRITES_OF_STEPS = 10_000_000_000L;

    private final RunFolder folder;
    private final ProgressEstimate estimate = new ProgressEstimate(System::nanoTime);
    private boolean written;
    private Set<Task> steps = Set.of();
    private @Nullable Task last;
    private long lastWrite;

    /** @param folder in which the file lies */
    public ProgressFile(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public void planned(List<Phase> phases) {
        estimate.planned(phases);
        steps = phases.stream()
                .filter(phase -> phase.work() == Work.TRAINING)
                .map(Phase::task)
                .collect(Collectors.toSet());
    }

    @Override
    public void advanced(Task task, long done, long total) {
        if (task.unit() != Unit.SAMPLES) {
            return;
        }
        estimate.advanced(task, done, total);
        long since = System.nanoTime() - lastWrite;
        boolean further = steps.contains(task) && task.equals(last);
        if (!written || since >= (further ? NANOS_BETWEEN_WRITES_OF_STEPS : NANOS_BETWEEN_WRITES)) {
            written = true;
            last = task;
            lastWrite = System.nanoTime();
            OptionalDouble left = estimate.secondsLeft();
            attempt(() -> folder.writeWorkAtHand(new WorkAtHand(
                    task.name(), done, total, estimate.share(), left.isPresent() ? left.getAsDouble() : null)));
        }
    }

    /** Deletes the file. */
    @Override
    public void close() {
        if (written) {
            written = false;
            attempt(folder::deleteWorkAtHand);
        }
    }

    /** Nobody's training fails because others cannot see how far it is. */
    private static void attempt(Runnable change) {
        try {
            change.run();
        } catch (BiwaaException e) {
            LOG.debug("cannot tell how far the training is", e);
        }
    }
}
