package io.github.biwaa.torch.distributed;

import io.github.biwaa.file.ProcessName;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** Processes that exchange tensors by libtorch's Gloo, through the memory of the host. */
final class GlooRanks implements Ranks {
    /** Of an operation, in which the slowest rank is waited for. Ranks that are gone are found by their silence. */
    private static final Duration PATIENCE = Duration.ofHours(1);
    /** Between two looks at whether a rank that is waited for is gone. */
    static final long SLICE_MILLIS = 500;
    /** How long it may take until it is known which rank has failed. */
    private static final long SECONDS_TO_NAME = HeartbeatRule.LIMIT.toSeconds() + 3;

    private final int rank;
    private final int size;
    private final Store store;
    private final ProcessGroupGloo group;
    /** One for all sums: it holds nothing of them, and libtorch can hold few. */
    private final VoidTensorHook addGradients;

    private final Milliseconds slice = new Milliseconds(SLICE_MILLIS);
    private final List<String> names;
    private final Heartbeat heartbeat;
    /** Which rank is lost, once that is known. */
    private final CompletableFuture<String> loss = new CompletableFuture<>();

    private boolean closed;

    /**
     * Meets the others.
     *
     * @param store where the ranks find each other; from now on this object's
     * @param options of the group, with the address of this rank
     */
    GlooRanks(Store store, int rank, int size, ProcessGroupGloo.Options options) {
        this.rank = rank;
        this.size = size;
        this.store = store;
        group = new ProcessGroupGloo(store, rank, size, options);
        addGradients = new VoidTensorHook() {
            @Override
            public void call(TensorBase gradient) {
                sum(new Tensor(gradient));
            }
        };
        // Whoever is connected might leave before others are, but for this exchange.
        names = Texts.gather(ProcessName.ofThis(), this::gatherAtMeeting);
        group.setTimeout(new Milliseconds(PATIENCE.toMillis()));
        store.retainReference();
        group.retainReference();
        addGradients.retainReference();
        slice.retainReference();
        heartbeat = new Heartbeat(
                store,
                rank,
                size,
                gone -> lose(named(gone) + " has not been heard of for " + HeartbeatRule.LIMIT.toSeconds()
                        + " s: it was stopped, or its machine or network has failed"));
    }

    private Tensor gatherAtMeeting(Tensor rows) {
        Tensor all = Tensors.empty(rows.scalar_type(), size * rows.size(0), rows.size(1));
        group._allgather_base(all, rows)._wait();
        return all;
    }

    private String named(int other) {
        return "rank " + other + " (" + names.get(other) + ")";
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int place() {
        String here = ProcessName.machineIn(names.get(rank));
        return Math.toIntExact(names.subList(0, rank).stream()
                .filter(other -> ProcessName.machineIn(other).equals(here))
                .count());
    }

    @Override
    public void sum(Tensor... tensors) {
        inPlace(tensors, group::allreduce);
    }

    @Override
    public void broadcast(Tensor... tensors) {
        inPlace(tensors, one -> {
            BroadcastOptions fromFirst = new BroadcastOptions();
            fromFirst.rootRank(0);
            fromFirst.rootTensor(0);
            return group.broadcast(one, fromFirst);
        });
    }

    /** Begins with all of them before it waits for the first, so that the network is never idle. */
    private void inPlace(Tensor[] tensors, Function<TensorVector, Work> operation) {
        Tensors.withoutGradient(() -> {
            try (PointerScope scope = new PointerScope()) {
                List<Tensor> exchanged = new ArrayList<>();
                List<Work> works = new ArrayList<>();
                for (Tensor tensor : tensors) {
                    Tensor plain = tensor.detach().cpu().contiguous();
                    exchanged.add(plain);
                    works.add(begin(() -> operation.apply(new TensorVector(plain))));
                }
                for (int i = 0; i < tensors.length; i++) {
                    finish(works.get(i));
                    if (!exchanged.get(i).is_alias_of(tensors[i])) {
                        tensors[i].detach().copy_(exchanged.get(i));
                    }
                }
            }
        });
    }

    @Override
    public Tensor differentiableSum(Tensor part) {
        Tensor sum = part.detach().clone();
        sum(sum);
        if (!part.requires_grad()) {
            return sum;
        }
        Tensor joined = sum.add(part.sub(part.detach()));
        joined.register_hook(addGradients);
        // A product hands back a gradient that is nobody else's, which may be added to in place.
        return Tensors.times(joined, 1);
    }

    @Override
    public Tensor gather(Tensor rows) {
        return Tensors.withoutGradient(() -> {
            // As bytes, whatever number format they are in.
            Tensor bytes = rows.detach().cpu().contiguous().view(ScalarType.Byte);
            Tensor all = Tensors.emptyBytes(size * bytes.size(0), bytes.size(1));
            finish(begin(() -> group._allgather_base(all, bytes)));
            return Device.of(rows).upload(all.view(rows.scalar_type()));
        });
    }

    @Override
    public List<String> gather(String text) {
        return Texts.gather(text, this::gather);
    }

    @Override
    public boolean any(boolean here) {
        try (PointerScope scope = new PointerScope()) {
            Tensor count = Tensors.of(new long[] {here ? 1 : 0}, 1);
            sum(count);
            return Tensors.toLongs(count)[0] > 0;
        }
    }

    private Work begin(Supplier<Work> operation) {
        try {
            return operation.get();
        } catch (RuntimeException failure) {
            throw lost(failure);
        }
    }

    /** Waits for as long as all ranks are alive. */
    private void finish(Work work) {
        while (!isDoneInTime(work)) {
            requireAll();
        }
        try {
            work._wait();
        } catch (RuntimeException failure) {
            throw lost(failure);
        }
    }

    /** Whatever its outcome is: what has failed throws here, too, and what took too long may have ended since. */
    private boolean isDoneInTime(Work work) {
        try {
            return work._wait(slice);
        } catch (RuntimeException failedOrNotInTime) {
            return work.isCompleted();
        }
    }

    /** The failure of an operation does not tell which rank has failed. */
    private LostRankException lost(RuntimeException failure) {
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
                ". Rank " + rank + " of " + size
                        + " cannot go on without it. Its own messages may say why; the training can be resumed.",
                cause);
    }

    @Override
    public void lose(String what) {
        loss.complete(what);
    }

    @Override
    public void requireAll() {
        if (loss.isDone()) {
            throw lost(loss.join(), null);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean storeIsFree = heartbeat.stop();
        // Without one of them the group would wait here for operations that never end.
        if (!loss.isDone()) {
            group.releaseReference();
            addGradients.releaseReference();
            slice.releaseReference();
            if (storeIsFree) {
                store.releaseReference();
            }
        }
    }
}
