package io.github.biwaa.torch.distributed;

import java.time.Duration;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.Work;

/** Exchanges tensors by libtorch's Gloo, from the memory of one host to that of another. */
final class HostGroup implements RankGroup, AutoCloseable {
    /** Of an operation, in which the slowest rank is waited for. Ranks that are gone are found by their silence. */
    private static final Duration PATIENCE = Duration.ofHours(1);
    /** Between two looks at whether a rank that is waited for is gone. */
    static final long SLICE_MILLIS = 500;

    private final ProcessGroupGloo group;
    private final LostRanks lost;
    private final Milliseconds slice = new Milliseconds(SLICE_MILLIS);

    /**
     * @param group of ranks that have met; from now on this object's
     * @param lost asked while an operation is waited for
     */
    HostGroup(ProcessGroupGloo group, LostRanks lost) {
        this.group = group;
        this.lost = lost;
        group.setTimeout(new Milliseconds(PATIENCE.toMillis()));
        group.retainReference();
        slice.retainReference();
    }

    @Override
    public Runnable sum(Tensor tensor) {
        Work work = group.allreduce(new TensorVector(tensor));
        return () -> finish(work);
    }

    @Override
    public Runnable broadcast(Tensor tensor) {
        BroadcastOptions fromFirst = new BroadcastOptions();
        fromFirst.rootRank(0);
        fromFirst.rootTensor(0);
        Work work = group.broadcast(new TensorVector(tensor), fromFirst);
        return () -> finish(work);
    }

    @Override
    public Runnable gather(Tensor rows, Tensor all) {
        Work work = group._allgather_base(all, rows);
        return () -> finish(work);
    }

    /** Waits for as long as all ranks are alive. */
    private void finish(Work work) {
        while (!isDoneInTime(work)) {
            lost.requireAll();
        }
        try {
            work._wait();
        } catch (RuntimeException failure) {
            throw lost.lost(failure);
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

    @Override
    public void close() {
        group.releaseReference();
        slice.releaseReference();
    }
}
