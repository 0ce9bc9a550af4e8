package io.github.biwaa.torch.distributed;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bytedeco.pytorch.Store;
import org.jspecify.annotations.Nullable;

/** Which of the other ranks is lost, once that is known. */
final class LostRanks {
    /** How long it may take until it is known which rank has failed. */
    private static final long SECONDS_TO_NAME = HeartbeatRule.LIMIT.toSeconds() + 3;

    private final int rank;
    private final List<String> names;
    private final Heartbeat heartbeat;
    private final CompletableFuture<String> loss = new CompletableFuture<>();

    /**
     * Begins to listen to the others.
     *
     * @param store shared by the ranks; borrowed
     * @param rank which of them this one is
     * @param names of their processes, that of rank 0 first
     */
    LostRanks(Store store, int rank, List<String> names) {
        this.rank = rank;
        this.names = names;
        heartbeat = new Heartbeat(
                store,
                rank,
                names.size(),
                gone -> lose(named(gone) + " has not been heard of for " + HeartbeatRule.LIMIT.toSeconds()
                        + " s: it was stopped, or its machine or network has failed"));
    }

    private String named(int other) {
        return "rank " + other + " (" + names.get(other) + ")";
    }

    /** See {@link Ranks#lose}. */
    void lose(String what) {
        loss.complete(what);
    }

    /** @return whether a rank is known to be lost */
    boolean any() {
        return loss.isDone();
    }

    /** See {@link Ranks#requireAll}. */
    void requireAll() {
        if (loss.isDone()) {
            throw lost(loss.join(), null);
        }
    }

    /** @return the end of an action that is done, on a thread of its own, as soon as a rank is known to be lost */
    CompletableFuture<Void> then(Runnable action) {
        return loss.thenRunAsync(action, new Aside("biwaa-lost-rank"));
    }

    /** The failure of an operation does not tell which rank has failed; this waits until it is known. */
    LostRankException lost(RuntimeException failure) {
        OptionalInt failed = heartbeat.failed();
        if (failed.isPresent()) {
            lose(named(failed.getAsInt()) + " has ended or does not answer: " + Meeting.firstLine(failure));
        }
        try {
            return lost(loss.get(SECONDS_TO_NAME, TimeUnit.SECONDS), failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            failure.addSuppressed(e);
        }
        String unknown = "another rank has ended or does not answer: " + Meeting.firstLine(failure);
        lose(unknown);
        return lost(unknown, failure);
    }

    private LostRankException lost(String what, @Nullable Throwable cause) {
        return new LostRankException(
                what,
                ". Rank " + rank + " of " + names.size()
                        + " cannot go on without it. Its own messages may say why; the training can be resumed.",
                cause);
    }

    /**
     * Listens no longer.
     *
     * @return whether the store is no longer in use
     */
    boolean stop() {
        return heartbeat.stop();
    }
}
