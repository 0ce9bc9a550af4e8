package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps all others out of a folder that several machines share, as long as this process renews it. On one machine the system's lock decides, which ends with
 * its process; between machines, where such locks often mean nothing, a file that its holder changes every 20 seconds. Others leave it alone until they have
 * watched it for two minutes without a change ({@link LeaseWatch}), so that clocks may differ by whatever they like.
 *
 * <p>A holder that stands still for two minutes, as on a machine that sleeps, loses its lease to whoever asks for it. {@link #check} throws as soon as it
 * knows, which is when it is called first after so long a time, or 20 seconds later on a machine whose clock stood still as well.
 */
public final class Lease implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Lease.class);

    private final Path file;
    private final String what;
    private final LeaseTerms terms;
    private final ExclusiveLock lock;
    private final LeaseHolder holder;
    private final ScheduledExecutorService renewals;
    private int renewed;
    private volatile long lastRenewal;
    private volatile @Nullable String loss;

    private Lease(Path file, String what, LeaseTerms terms, ExclusiveLock lock, LeaseHolder holder) {
        this.file = file;
        this.what = what;
        this.terms = terms;
        this.lock = lock;
        this.holder = holder;
        lastRenewal = terms.ticker().nanoTime();
        renewals = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "biwaa-lease");
            thread.setDaemon(true);
            return thread;
        });
        long pause = terms.renewal().toNanos();
        renewals.scheduleWithFixedDelay(this::renew, pause, pause, TimeUnit.NANOSECONDS);
    }

    /**
     * Takes the lease. Waits, and says so in the log, as long as it is not known whether another machine's holder still lives: two minutes at most.
     *
     * @param lockFile for processes of this machine; made if it is not there, and stays
     * @param file for other machines; goes when the lease is given back
     * @param what for messages: the run folder runs/mine
     * @throws BiwaaException if somebody else holds it, or the thread is interrupted
     * @throws IOException if a file cannot be written
     */
    public static Lease acquire(Path lockFile, Path file, String what) throws IOException {
        return acquire(lockFile, file, what, LeaseTerms.STANDARD);
    }

    /** {@link #acquire(Path, Path, String)} with other terms, which must be those of all who share the folder. */
    public static Lease acquire(Path lockFile, Path file, String what, LeaseTerms terms) throws IOException {
        LeaseWatch watch = new LeaseWatch(file, terms);
        LeaseHolder self = LeaseHolder.here();
        ExclusiveLock lock = null;
        Lease lease = null;
        boolean told = false;
        try {
            while (true) {
                String neighbour = "";
                if (lock == null) {
                    ExclusiveLock.Attempt attempt = ExclusiveLock.attempt(lockFile);
                    lock = attempt.lock();
                    neighbour = attempt.holder();
                }
                LeaseWatch.State state = watch.look();
                byte[] content = watch.content();
                if (lock != null && content != null && self.wrote(content)) {
                    lease = new Lease(file, what, terms, lock, self);
                    return lease;
                }
                if (state == LeaseWatch.State.HELD || lock == null && state != LeaseWatch.State.UNKNOWN) {
                    throw lock == null
                            ? new BiwaaException(what + " is in use by " + neighbour + ".")
                            : watch.inUse(what);
                }
                if (lock != null && state.isFree()) {
                    if (take(file, content, self) && content != null) {
                        // Somebody who saw the same one end may yet clear the new one away, and a third come in
                        // between: who is there after a while has it.
                        terms.pause(what);
                    }
                    continue;
                }
                if (!told) {
                    watch.sayThatOneWaits(what);
                    told = true;
                }
                terms.pause(what);
            }
        } finally {
            if (lease == null && lock != null) {
                lock.close();
            }
        }
    }

    /**
     * Puts a new lease in place of none, or of one that is over.
     *
     * @param over its content, null for none
     * @return false if another machine was faster
     */
    private static boolean take(Path file, byte @Nullable [] over, LeaseHolder holder) throws IOException {
        if (over != null && !clearAway(file, over)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(holder.content(0)));
            channel.force(true);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Renames it first: of several who do so one alone gets it, and sees what it has got. */
    private static boolean clearAway(Path file, byte[] over) throws IOException {
        Path aside = AtomicFile.draftOf(file);
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return false;
        }
        boolean right = Arrays.equals(Files.isSymbolicLink(aside) ? new byte[0] : Files.readAllBytes(aside), over);
        if (!right) {
            putBack(aside, file);
        }
        Files.deleteIfExists(aside);
        return right;
    }

    /** A new one of somebody who was faster; he finds it gone if there is yet another by now, and stops. */
    private static void putBack(Path aside, Path file) throws IOException {
        try {
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException e) {
            LOGGER.debug("{} was taken meanwhile", file);
        } catch (UnsupportedOperationException e) {
            Files.move(aside, file);
        }
    }

    /** Changes the file, if it is still this holder's. */
    synchronized void renew() {
        if (loss != null || renewals.isShutdown()) {
            return;
        }
        // Opened once for reading and writing: if the file is replaced meanwhile, what is written goes nowhere.
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = read(channel);
            if (!holder.wrote(content)) {
                lost(LeaseHolder.parse(content).map(LeaseHolder::words).orElse("another process") + " has taken it");
                return;
            }
            renewed++;
            channel.write(ByteBuffer.wrap(holder.content(renewed)), 0);
            lastRenewal = terms.ticker().nanoTime();
        } catch (NoSuchFileException e) {
            lost(file + " was deleted");
        } catch (IOException e) {
            LOGGER.warn("Cannot renew {}: {}.", file, AtomicFile.reason(e));
            if (terms.since(lastRenewal).compareTo(terms.length()) >= 0) {
                lost(file + " could not be renewed in time: " + AtomicFile.reason(e));
            }
        }
    }

    private static byte[] read(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 16));
        while (content.hasRemaining() && channel.read(content, content.position()) >= 0) {
            // On to the end.
        }
        return Arrays.copyOf(content.array(), content.position());
    }

    private void lost(String why) {
        loss = what + " is no longer held by this process: " + why
                + ". A process that is suspended, or cannot write there, loses it after "
                + terms.length().toSeconds()
                + " seconds. This one stops and writes nothing more.";
    }

    /** @return whether somebody else may have it */
    public boolean isLost() {
        return loss != null;
    }

    /**
     * To be called before every step of the work; costs next to nothing.
     *
     * @throws BiwaaException if somebody else may have it
     */
    public void check() {
        if (terms.since(lastRenewal).compareTo(terms.length()) >= 0) {
            renew();
        }
        String why = loss;
        if (why != null) {
            throw new BiwaaException(why);
        }
    }

    /** Lets others in. */
    @Override
    public void close() {
        try (lock) {
            renewals.shutdownNow();
            delete();
        }
    }

    private synchronized void delete() {
        try {
            if (loss == null
                    && Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && holder.wrote(Files.readAllBytes(file))) {
                Files.delete(file);
            }
        } catch (IOException e) {
            LOGGER.warn("Cannot delete {}: {}. Other machines wait for it to run out.", file, AtomicFile.reason(e));
        }
    }
}
