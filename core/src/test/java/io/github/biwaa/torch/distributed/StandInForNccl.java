package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Device;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/** A group of devices where there are none: tensors of float64 count as a device's, and a Gloo of their own exchanges them. Notes what it is asked for. */
class StandInForNccl implements DeviceGroup {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    final List<String> calls = new CopyOnWriteArrayList<>();
    private final Store store;
    private final int rank;
    private final int size;
    private @Nullable ProcessGroupGloo group;

    StandInForNccl(Store store, int rank, int size) {
        this.store = store;
        this.rank = rank;
        this.size = size;
        store.retainReference();
    }

    /** Lets ranks exchange float64 by such a group. */
    static StandInForNccl meet(Ranks ranks) {
        StandInForNccl[] made = {null};
        meet(ranks, PATIENCE, (store, rank, size, device) -> made[0] = new StandInForNccl(store, rank, size));
        return made[0];
    }

    /** Lets ranks meet by a group of any kind, as if each had a GPU. */
    static void meet(Ranks ranks, Duration patience, Maker maker) {
        ((ConnectedRanks) ranks).computeOn(Device.cuda(ranks.rank()), maker, patience);
    }

    @Override
    public void connect() {
        calls.add("connect");
        ProcessGroupGloo.Options options = ProcessGroupGloo.Options.create(new Milliseconds(PATIENCE.toMillis()));
        options.devices().push_back(ProcessGroupGloo.createDeviceForHostname("127.0.0.1"));
        group = new ProcessGroupGloo(store, rank, size, options);
        group.retainReference();
    }

    @Override
    public boolean holds(Tensor tensor) {
        return tensor.scalar_type().intern() == ScalarType.Double;
    }

    @Override
    public Runnable sum(Tensor tensor) {
        calls.add("sum");
        group.allreduce(new TensorVector(tensor))._wait();
        return () -> {};
    }

    @Override
    public Runnable broadcast(Tensor tensor) {
        calls.add("broadcast");
        BroadcastOptions fromFirst = new BroadcastOptions();
        fromFirst.rootRank(0);
        fromFirst.rootTensor(0);
        group.broadcast(new TensorVector(tensor), fromFirst)._wait();
        return () -> {};
    }

    @Override
    public Runnable gather(Tensor rows, Tensor all) {
        calls.add("gather");
        group._allgather_base(all, rows)._wait();
        return () -> {};
    }

    @Override
    public void abort() {
        calls.add("abort");
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
