package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One writer at a time, among threads and processes. Who holds a lock stands in the lock file, for the messages to others. The file stays when the
 * lock is given back: deleting it would let two writers in.
 */
public final class ExclusiveLock implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ExclusiveLock.class);
    private static final long PAUSE_MILLISECONDS = 50;
    private static final int LONGEST_NAME = 500;
    /** Far behind the holder's name: on Windows nobody else could read a locked part. */
    private static final long LOCKED_PLACE = Long.MAX_VALUE - 1;
    /**
     * Locks belong to the process, and the system frees them as soon as any channel of their file is closed. So a file that is locked here must not
     * even be opened once more.
     */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path lockFile;
    private final FileChannel channel;

    private ExclusiveLock(Path lockFile, FileChannel channel) {
        this.lockFile = lockFile;
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
        boolean told = false;
        while (true) {
            Attempt attempt = attempt(lockFile);
            if (attempt.lock() != null) {
                return attempt.lock();
            }
            if (!told) {
                LOGGER.info("Waiting for {}, which is {} ({}).", attempt.holder(), work, lockFile);
                told = true;
            }
            try {
                Thread.sleep(PAUSE_MILLISECONDS);
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
                throw new BiwaaException("interrupted while waiting for " + lockFile, exception);
            }
        }
    }

    /**
     * Takes the lock, or says who holds it.
     *
     * @param lockFile made if it is not there; its folder must be
     * @param what for the message: the run folder runs/mine
     * @throws BiwaaException if somebody else holds it
     * @throws IOException if the lock file cannot be made
     */
    public static ExclusiveLock acquireOrRefuse(Path lockFile, String what) throws IOException {
        Attempt attempt = attempt(lockFile);
        if (attempt.lock() == null) {
            throw new BiwaaException(what + " is in use by " + attempt.holder() + ".");
        }
        return attempt.lock();
    }

    /** Either a lock, or who holds it. */
    record Attempt(@Nullable ExclusiveLock lock, String holder) {}

    static Attempt attempt(Path lockFile) throws IOException {
        Path key = lockFile.toAbsolutePath().normalize();
        if (!HELD_HERE.add(key)) {
            return new Attempt(null, "another thread of this process");
        }
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(
                    key,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            if (tryLock(channel, key)) {
                write(channel, LockHolder.thisProcess());
                held = true;
                return new Attempt(new ExclusiveLock(key, channel), "");
            }
            return new Attempt(null, read(channel));
        } finally {
            if (!held) {
                closeAndForget(channel, key);
            }
        }
    }

    /** In this order: closing any channel of a file gives up all locks that this process has on it, another thread's too. */
    private static void closeAndForget(@Nullable FileChannel channel, Path key) throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            HELD_HERE.remove(key);
        }
    }

    private static boolean tryLock(FileChannel channel, Path lockFile) {
        try {
            // Freed when the channel is closed, or when the process ends in whatever way.
            return channel.tryLock(LOCKED_PLACE, 1, false) != null;
        } catch (IOException exception) {
            LOGGER.warn("The file system cannot lock {} ({}); going on without.", lockFile, exception.getMessage());
            return true;
        }
    }

    private static void write(FileChannel channel, String holder) throws IOException {
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer name = ByteBuffer.allocate(LONGEST_NAME);
        channel.read(name, 0);
        String holder = new String(name.array(), 0, name.position(), StandardCharsets.UTF_8).strip();
        return holder.isEmpty() ? "another process" : holder;
    }

    @Override
    public void close() {
        try (channel) {
            // The next reader must not be told of somebody who is gone.
            channel.truncate(0);
        } catch (IOException exception) {
            LOGGER.warn("The lock file {} could not be emptied: {}", lockFile, exception.getMessage());
        } finally {
            HELD_HERE.remove(lockFile);
        }
    }
}
