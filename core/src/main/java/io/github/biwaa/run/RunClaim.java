package io.github.biwaa.run;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Lease;
import io.github.biwaa.file.LeaseTerms;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A run folder in which this process trains and no other may: locked, and with config.yaml in it before anything that takes long, so that a process that
 * is killed while it reads lists, decodes pictures or computes features can be resumed. After a failure before the training itself begins, the folder is
 * as it was.
 */
public final class RunClaim implements AutoCloseable {
    private final RunFolder folder;
    private final boolean isNew;
    private final Lease lease;
    private Optional<String> earlier = Optional.empty();
    private boolean kept = true;

    /**
     * @param existing what to do if the folder holds a training already
     * @param yaml what config.yaml will be until the training writes its own: what was chosen, and perhaps defaults
     * @throws BiwaaException if the folder cannot be written, holds a training that is to be refused, or another process trains in it, on whatever machine
     */
    public RunClaim(RunFolder folder, RunFolder.Existing existing, String yaml) {
        this(folder, existing, yaml, LeaseTerms.STANDARD);
    }

    RunClaim(RunFolder folder, RunFolder.Existing existing, String yaml, LeaseTerms terms) {
        this.folder = folder;
        this.isNew = !Files.exists(folder.path());
        folder.check(existing);
        lease = folder.lock(terms);
        try {
            Path file = folder.configuration();
            // An earlier training is given up, if at all, when this one is ready to begin; until then its settings stay
            // with it.
            boolean begins = !Files.exists(file) || existing == RunFolder.Existing.RESUME && !folder.holdsWork();
            if (begins) {
                earlier = Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
                folder.writeConfiguration(yaml);
                kept = false;
            }
        } catch (IOException e) {
            lease.close();
            throw new BiwaaException("cannot read " + folder.configuration() + ": " + AtomicFile.reason(e) + ".", e);
        } catch (RuntimeException | Error failure) {
            lease.close();
            throw failure;
        }
    }

    /** @return the folder */
    public RunFolder folder() {
        return folder;
    }

    /** What happens from now on leaves a training that can be resumed. */
    public void keep() {
        kept = true;
    }

    /**
     * To be called before every step.
     *
     * @throws BiwaaException if another process may train in the folder by now, because this one stood still for too long
     */
    public void check() {
        lease.check();
    }

    /** Lets others into the folder. */
    @Override
    public void close() {
        boolean others = lease.isLost();
        try (lease) {
            if (!kept && !others) {
                earlier.ifPresentOrElse(folder::writeConfiguration, folder::deleteConfiguration);
            }
        }
        if (!kept && isNew && !others) {
            deleteFolder();
        }
    }

    private void deleteFolder() {
        try {
            Files.deleteIfExists(folder.lockFile());
            Files.deleteIfExists(folder.path());
        } catch (DirectoryNotEmptyException other) {
            // Somebody else has put something there.
        } catch (IOException e) {
            throw new BiwaaException("cannot delete " + folder.path() + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
