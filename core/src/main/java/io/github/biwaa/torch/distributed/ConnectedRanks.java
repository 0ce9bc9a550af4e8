package io.github.biwaa.torch.distributed;

import io.github.biwaa.file.ProcessName;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.PrefixStore;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Processes that exchange tensors by libtorch: those of GPUs by a group of their own, where there is one, and all others through the memory of the host.
 * Texts and flags lie there anyway, and so whoever waits for a flag is told of lost ranks, whatever the GPUs wait for.
 */
final class ConnectedRanks implements Ranks {
    /** For GPUs to find each other. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** For GPUs to part: a rank that has failed by itself waits for others, which wait for it. */
    private static final long SECONDS_TO_LEAVE = 5;

    private final int rank;
    private final int size;
    private final Store store;
    private final List<String> names;
    private final LostRanks lost;
    private final HostGroup host;
    /** One for all sums: it holds nothing of them, and libtorch can hold few. */
    private final VoidTensorHook addGradients;

    private int meetings;
    private volatile @Nullable DeviceGroup onDevices;
    private CompletableFuture<Void> aborted = new CompletableFuture<>();
    private boolean closed;

    /**
     * Meets the others.
     *
     * @param store where the ranks find each other; from now on this object's
     * @param options of the group, with the address of this rank
     */
    ConnectedRanks(Store store, int rank, int size, ProcessGroupGloo.Options options) {
        this.rank = rank;
        this.size = size;
        this.store = store;
        ProcessGroupGloo group = new ProcessGroupGloo(store, rank, size, options);
        addGradients = new VoidTensorHook() {
            @Override
            public void call(TensorBase gradient) {
                sum(new Tensor(gradient));
            }
        };
        // Whoever is connected might leave before others are, but for this exchange.
        names = Texts.gather(ProcessName.ofThis(), rows -> gatherAtMeeting(group, rows));
        store.retainReference();
        addGradients.retainReference();
        lost = new LostRanks(store, rank, names);
        host = new HostGroup(group, lost);
    }

    private Tensor gatherAtMeeting(ProcessGroupGloo group, Tensor rows) {
        Tensor all = Tensors.empty(rows.scalar_type(), size * rows.size(0), rows.size(1));
        group._allgather_base(all, rows)._wait();
        return all;
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
    public void computeOn(Device device) {
        // Not as a reference to the constructor, which would load the class.
        computeOn(device, (own, r, n, gpu) -> new NcclGroup(own, r, n, gpu), PATIENCE);
    }

    /** Meets on the devices by a group of any kind. */
    void computeOn(Device device, DeviceGroup.Maker maker, Duration patience) {
        Engine.load();
        leaveDevices();
        String entries = "biwaa/devices/" + meetings++;
        // A connection of its own: whoever waits for an entry in this one could not tell that it is alive.
        new DeviceMeeting(this, lost, patience)
                .meet(() -> new PrefixStore(entries, store.clone()), device, maker)
                .ifPresent(group -> {
                    onDevices = group;
                    aborted = lost.then(group::abort);
                });
    }

    @Override
    public void sum(Tensor... tensors) {
        inPlace(tensors, RankGroup::sum);
    }

    @Override
    public void broadcast(Tensor... tensors) {
        inPlace(tensors, RankGroup::broadcast);
    }

    /** Begins with all of them before it waits for the first, so that the network is never idle. */
    private void inPlace(Tensor[] tensors, BiFunction<RankGroup, Tensor, Runnable> operation) {
        Tensors.withoutGradient(() -> {
            try (PointerScope scope = new PointerScope()) {
                List<Tensor> exchanged = new ArrayList<>();
                List<Runnable> ends = new ArrayList<>();
                for (Tensor tensor : tensors) {
                    Tensor plain = plain(tensor);
                    exchanged.add(plain);
                    ends.add(begin(() -> operation.apply(group(tensor), plain)));
                }
                for (int i = 0; i < tensors.length; i++) {
                    ends.get(i).run();
                    if (!exchanged.get(i).is_alias_of(tensors[i])) {
                        tensors[i].detach().copy_(exchanged.get(i));
                    }
                }
            }
        });
    }

    /** @return who exchanges a tensor */
    private RankGroup group(Tensor tensor) {
        DeviceGroup devices = onDevices;
        return devices != null && devices.holds(tensor) ? devices : host;
    }

    /** @return the values where they are exchanged, one after the other; the tensor's own if they are so already */
    private Tensor plain(Tensor tensor) {
        Tensor values = tensor.detach();
        return (group(tensor) == host ? values.cpu() : values).contiguous();
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
            Tensor bytes = plain(rows).view(ScalarType.Byte);
            Tensor all = bytes.new_empty(size * bytes.size(0), bytes.size(1));
            begin(() -> group(rows).gather(bytes, all)).run();
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

    private Runnable begin(Supplier<Runnable> operation) {
        // What a group of devices was told to abort fails or, worse, does not.
        lost.requireAll();
        try {
            return operation.get();
        } catch (RuntimeException failure) {
            throw lost.lost(failure);
        }
    }

    @Override
    public void lose(String what) {
        lost.lose(what);
    }

    @Override
    public void requireAll() {
        lost.requireAll();
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // While the others still hear of this rank, and it of them.
        leaveDevices();
        boolean storeIsFree = lost.stop();
        // Without one of them the group would wait here for operations that never end.
        if (!lost.any()) {
            host.close();
            addGradients.releaseReference();
            if (storeIsFree) {
                store.releaseReference();
            }
        }
    }

    /** Waits for the end of what the devices were told, or for that of aborting it, but not for ever. What goes wrong here changes no result any more. */
    private void leaveDevices() {
        DeviceGroup devices = onDevices;
        if (devices != null) {
            onDevices = null;
            CompletableFuture<Void> left =
                    lost.any() ? aborted : CompletableFuture.runAsync(devices::close, new Aside("biwaa-devices"));
            left.completeOnTimeout(null, SECONDS_TO_LEAVE, TimeUnit.SECONDS)
                    .exceptionally(failure -> null)
                    .join();
        }
    }
}
