package io.github.biwaa.torch.distributed;

import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Store;

/**
 * Tells the other ranks, by a counter in the store they met in, that this process is alive, and finds out which of them is not. It runs on threads of its
 * own, so that neither a long step nor a download looks like death.
 */
final class Heartbeat {
    private static final long BEAT_MILLIS = 1000;
    private static final long LOOK_MILLIS = 500;
    private static final long SECONDS_TO_END = 2;

    private final int rank;
    private final int size;
    private final Store store;
    private final HeartbeatRule rule;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, work -> {
        Thread thread = new Thread(work, "biwaa-heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    private volatile boolean storeLost;

    /**
     * Begins.
     *
     * @param store shared by the ranks; borrowed
     * @param onGone told which rank is gone, on another thread, perhaps several times
     */
    Heartbeat(Store store, int rank, int size, IntConsumer onGone) {
        this.rank = rank;
        this.size = size;
        this.store = store;
        rule = new HeartbeatRule(rank, size, System.nanoTime());
        threads.scheduleWithFixedDelay(this::beat, 0, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        // Another thread, for the store of a machine that has vanished may never answer.
        threads.scheduleWithFixedDelay(
                () -> {
                    rule.look(System.nanoTime());
                    rule.gone().ifPresent(onGone);
                },
                LOOK_MILLIS,
                LOOK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            store.add(key(rank), 1);
            for (int other = 0; other < size; other++) {
                if (other != rank) {
                    // Reading by adding nothing does not wait for a key that is not there yet.
                    rule.heard(other, store.add(key(other), 0));
                }
            }
        } catch (RuntimeException lost) {
            storeLost = true;
            throw lost;
        }
    }

    private static String key(int rank) {
        return "biwaa/heartbeat/" + rank;
    }

    /** @return the rank that must be the one that failed just now, if that is clear already */
    OptionalInt failed() {
        return size == 2 || storeLost ? OptionalInt.of(rule.suspect()) : OptionalInt.empty();
    }

    /**
     * Ends.
     *
     * @return whether the store is no longer in use; it is if it does not answer
     */
    boolean stop() {
        threads.shutdownNow();
        try {
            return threads.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
