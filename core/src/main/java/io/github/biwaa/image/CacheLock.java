package io.github.biwaa.image;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One builder of a cache at a time, among threads and processes. The empty lock file stays: deleting it would let two builders in. */
final class CacheLock implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(CacheLock.class);
    private static final long PAUSE_MILLISECONDS = 50;

    private final FileChannel channel;

    private CacheLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits until nobody else holds the lock. Where the file system knows no locks, goes on without: renaming is atomic all the same. */
    static CacheLock acquire(Path lockFile) throws IOException {
        FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            boolean told = false;
            while (!tryLock(channel, lockFile)) {
                if (!told) {
                    LOGGER.info("Waiting for another run that is writing the same cache of pixels ({}).", lockFile);
                    told = true;
                }
                Thread.sleep(PAUSE_MILLISECONDS);
            }
            return new CacheLock(channel);
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
