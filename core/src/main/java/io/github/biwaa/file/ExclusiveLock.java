package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One writer of a file at a time, among threads and processes. The empty lock file stays: deleting it would let two writers in. */
public final class ExclusiveLock implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ExclusiveLock.class);
    private static final long PAUSE_MILLISECONDS = 50;

    private final FileChannel channel;

    private ExclusiveLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until nobody else holds the lock. Where the file system knows no locks, goes on without: renaming is atomic all the same.
     *
     * @param lockFile made if it is not there
     * @param work what the other one is doing, for the log: writing the same cache of pixels
     * @throws IOException if the lock file cannot be made
     * @throws BiwaaException if the thread is interrupted
     */
    public static ExclusiveLock acquire(Path lockFile, String work) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            boolean told = false;
            while (!tryLock(channel, lockFile)) {
                if (!told) {
                    LOGGER.info("Waiting for another run that is {} ({}).", work, lockFile);
                    told = true;
                }
                Thread.sleep(PAUSE_MILLISECONDS);
            }
            return new ExclusiveLock(channel);
        } catch (InterruptedException exception) {
            channel.close();
            Thread.currentThread().interrupt();
            throw new BiwaaException("interrupted while waiting for " + lockFile, exception);
        }
    }

    private static boolean tryLock(FileChannel channel, Path lockFile) {
        try {
            // Released when the channel is closed, or when the process ends in whatever way.
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByAnotherThread) {
            return false;
        } catch (IOException exception) {
            LOGGER.warn("The file system cannot lock {} ({}); going on without.", lockFile, exception.getMessage());
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
