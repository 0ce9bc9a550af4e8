package io.github.biwaa.training.step;

import static io.github.biwaa.settings.MachineSettings.CHECKPOINT_EVERY;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.run.CheckpointFolder;
import io.github.biwaa.run.RunProgress;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves a run every so often, and goes on where it was saved last. Saving changes nothing, so when it happens decides no result. */
public final class RunCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(RunCheckpoints.class);
    private static final double SECONDS_BETWEEN = 300;

    private final int run;
    private final CheckpointFolder folder;
    private final TrainingIdentity identity;
    private final TrainingConfiguration configuration;
    private final RunState state;
    private final Runnable intact;
    private double secondsWhenSaved;

    /**
     * @param run r, from 0
     * @param identity what the run is trained by
     * @param configuration says how often, too
     * @param state what is saved
     * @param intact fails if what was computed so far may not be what it should be; asked when all of it is there
     */
    public RunCheckpoints(
            int run,
            CheckpointFolder folder,
            TrainingIdentity identity,
            TrainingConfiguration configuration,
            RunState state,
            Runnable intact) {
        this.run = run;
        this.folder = folder;
        this.identity = identity;
        this.configuration = configuration;
        this.state = state;
        this.intact = intact;
    }

    /**
     * Brings the run to where it was saved last.
     *
     * @return where that is; the start if it was never saved
     * @throws BiwaaException if it was saved with other settings, data or weights
     */
    public RunProgress restore() {
        Optional<CheckpointFolder.Entry> newest = folder.newest();
        newest.ifPresent(this::restore);
        RunProgress.Snapshot snapshot =
                newest.map(entry -> entry.description().progress()).orElse(RunProgress.Snapshot.START);
        secondsWhenSaved = snapshot.seconds();
        return new RunProgress(snapshot);
    }

    private void restore(CheckpointFolder.Entry entry) {
        TrainingIdentity earlier = entry.description().identity();
        configuration.checkContinues("the checkpoint " + entry.file(), earlier.settings());
        identity.checkInputs(earlier.inputs(), "the checkpoint " + entry.file());
        try (StateDict saved = Safetensors.read(entry.tensors())) {
            state.restore(saved);
        } catch (BiwaaException e) {
            throw new BiwaaException(
                    "cannot continue from the checkpoint " + entry.file() + ": " + e.getMessage() + ". Delete "
                            + folder.path() + " to begin this run again.",
                    e);
        }
    }

    /** Saves the run if it is time to. */
    public void saveIfDue(RunProgress progress) {
        int every = configuration.get(CHECKPOINT_EVERY);
        boolean due =
                every > 0 ? progress.steps() % every == 0 : progress.seconds() - secondsWhenSaved >= SECONDS_BETWEEN;
        if (due) {
            save(progress);
        }
    }

    /** @return the newest checkpoint that can be gone on from */
    Optional<Path> newest() {
        return folder.newest().map(CheckpointFolder.Entry::file);
    }

    /**
     * Saves the run as it stands between two steps.
     *
     * @return false if its numbers have gone wrong: the last good checkpoint is worth more then, and is kept
     */
    public boolean save(RunProgress progress) {
        boolean finite = state.isFinite();
        intact.run();
        if (!finite) {
            LOG.warn(
                    "No checkpoint of run {} after {} steps: weights or statistics are no longer finite.",
                    run,
                    progress.steps());
            return false;
        }
        folder.save(run, progress.snapshot(), identity, state.tensors());
        secondsWhenSaved = progress.seconds();
        return true;
    }
}
