package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.StepReport;
import io.github.biwaa.run.WorkAtHand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into the run folder what is being done between steps, so that others can see it; steps are in metrics.csv. */
final class ProgressFile implements TrainingListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressFile.class);
    private static final long NANOS_BETWEEN_WRITES = 1_000_000_000L;

    private final RunFolder folder;
    private boolean written;
    private long lastWrite;

    ProgressFile(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public void advanced(Task task, long done, long total) {
        long now = System.nanoTime();
        if (task.unit() == Unit.SAMPLES && (!written || now - lastWrite >= NANOS_BETWEEN_WRITES)) {
            written = true;
            lastWrite = now;
            attempt(() -> folder.writeWorkAtHand(new WorkAtHand(task.name(), done, total)));
        }
    }

    @Override
    public void stepLogged(StepReport report) {
        close();
    }

    @Override
    public void runFinished(RunSummary summary) {
        close();
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
