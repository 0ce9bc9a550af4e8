package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at somebody's {@link Lease} and finds out whether its holder lives. No clocks of two machines are compared: a holder changes the file every 20
 * seconds, and whoever has watched it for two minutes by a clock of his own without seeing a change knows that there is no holder any more. Of a process of
 * this machine that is known at once.
 */
public final class LeaseWatch {
    /** What is known of a lease. */
    enum State {
        /** There is none. */
        ABSENT(true),
        /** Its holder is a process of this machine that has ended. */
        ABANDONED(true),
        /** Nobody has renewed it for its whole length. */
        EXPIRED(true),
        /** Its holder runs. */
        HELD(false),
        /** Neither renewed since it is watched, nor watched long enough. */
        UNKNOWN(false);

        private final boolean free;

        State(boolean free) {
            this.free = free;
        }

        /** @return whether it keeps nobody out */
        boolean isFree() {
            return free;
        }
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(LeaseWatch.class);

    private final Path file;
    private final LeaseTerms terms;
    private OptionalLong watchedSince = OptionalLong.empty();
    private byte @Nullable [] content;
    private boolean changed;

    /** @param file that {@link Lease} holds, or that is not there */
    LeaseWatch(Path file, LeaseTerms terms) {
        this.file = file;
        this.terms = terms;
    }

    /**
     * Looks once more.
     *
     * @throws IOException if the file cannot be read
     */
    State look() throws IOException {
        byte[] now = read();
        if (now == null) {
            content = null;
            return State.ABSENT;
        }
        if (!Arrays.equals(now, content)) {
            changed = content != null;
            content = now;
            watchedSince = OptionalLong.of(terms.ticker().nanoTime());
        }
        Optional<LeaseHolder> neighbour = LeaseHolder.parse(now).filter(LeaseHolder::isOfThisMachine);
        if (neighbour.isPresent()) {
            return neighbour.get().process().isAlive() ? State.HELD : State.ABANDONED;
        }
        if (watched().compareTo(terms.length()) >= 0) {
            return State.EXPIRED;
        }
        return changed ? State.HELD : State.UNKNOWN;
    }

    /**
     * Waits, and says so in the log, until it is known that nobody holds any of several leases: two minutes at most, however many there are.
     *
     * @param files of the leases, and for messages what they keep others out of: the run folder runs/mine
     * @throws BiwaaException if one is held; the message says by whom. Or if a file cannot be read, or the thread is interrupted
     */
    public static void requireFree(Map<Path, String> files) {
        requireFree(files, LeaseTerms.STANDARD);
    }

    static void requireFree(Map<Path, String> files, LeaseTerms terms) {
        Map<LeaseWatch, String> open = new LinkedHashMap<>();
        files.forEach((file, what) -> open.put(new LeaseWatch(file, terms), what));
        boolean told = false;
        while (true) {
            for (Iterator<Map.Entry<LeaseWatch, String>> each = open.entrySet().iterator(); each.hasNext(); ) {
                Map.Entry<LeaseWatch, String> entry = each.next();
                State state = entry.getKey().lookOrFail();
                if (state == State.HELD) {
                    throw entry.getKey().inUse(entry.getValue());
                } else if (state.isFree()) {
                    each.remove();
                }
            }
            if (open.isEmpty()) {
                return;
            }
            Map.Entry<LeaseWatch, String> first = open.entrySet().iterator().next();
            if (!told) {
                first.getKey().sayThatOneWaits(first.getValue());
                told = true;
            }
            terms.pause(first.getValue());
        }
    }

    /**
     * Waits until nobody holds a lease, even while its holder lives: it may be about to end.
     *
     * @param file of the lease
     * @param what it keeps others out of, for messages
     * @param patience how long to wait for a holder that lives; for one that may be dead until that is known
     * @param told hears, once, whom one waits for
     * @param endOfWaiting asked every second; true ends the waiting
     * @throws BiwaaException if it is still held then, the file cannot be read, or the thread is interrupted
     */
    public static void await(
            Path file, String what, Duration patience, Consumer<String> told, BooleanSupplier endOfWaiting) {
        await(file, what, patience, told, endOfWaiting, LeaseTerms.STANDARD);
    }

    static void await(
            Path file,
            String what,
            Duration patience,
            Consumer<String> told,
            BooleanSupplier endOfWaiting,
            LeaseTerms terms) {
        LeaseWatch watch = new LeaseWatch(file, terms);
        long start = terms.ticker().nanoTime();
        boolean first = true;
        while (!watch.lookOrFail().isFree() && !endOfWaiting.getAsBoolean()) {
            boolean renewed = watch.watched().compareTo(terms.renewal().multipliedBy(2)) < 0;
            if (renewed && terms.since(start).compareTo(patience) >= 0) {
                throw watch.inUse(what);
            }
            if (first) {
                told.accept("Waiting for " + watch.holder() + ", which has " + what + " and may have ended: for "
                        + patience.toSeconds() + " seconds at most.");
                first = false;
            }
            terms.pause(what);
        }
    }

    private State lookOrFail() {
        try {
            return look();
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** @param what it keeps others out of */
    BiwaaException inUse(String what) {
        return new BiwaaException(what + " is in use by " + holder() + ".");
    }

    void sayThatOneWaits(String what) {
        LOGGER.info(
                "Waiting for {}, which has {} and may have ended: known in {} seconds at most.",
                holder(),
                what,
                terms.length().toSeconds());
    }

    private byte @Nullable [] read() throws IOException {
        try {
            return Files.isSymbolicLink(file) ? new byte[0] : readRegular();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private byte @Nullable [] readRegular() throws IOException {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? Files.readAllBytes(file) : null;
    }

    /** @return for how long the content has been the same while it was watched */
    private Duration watched() {
        return watchedSince.isPresent() ? terms.since(watchedSince.getAsLong()) : Duration.ZERO;
    }

    /** @return what was seen last, null if there was none */
    byte @Nullable [] content() {
        return content;
    }

    /** @return for people: process 4711 on lab3 since 2026-05-04 10:11:12 */
    String holder() {
        return content == null
                ? "nobody"
                : LeaseHolder.parse(content).map(LeaseHolder::words).orElse("another process");
    }
}
