package io.github.biwaa.torch.distributed;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AllgatherOptions;
import org.bytedeco.pytorch.AllreduceOptions;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * Exchanges tensors from GPU to GPU by libtorch's NCCL, in turn with what the GPU computes: no operation makes the host wait. No other class names classes of
 * NCCL, whose native part is there only where Biwaa was built for GPUs.
 *
 * <p>This has not run on a GPU yet.
 */
final class NcclGroup implements DeviceGroup {
    /** Operations are queued behind the GPU's other work, and whatever reads their tensors behind them. */
    private static final Runnable IN_TURN = () -> {};

    private final ProcessGroupNCCL group;
    private final Device device;
    private final int size;
    private final AtomicBoolean left = new AtomicBoolean();

    NcclGroup(Store store, int rank, int size, Device device) {
        Engine.load();
        this.device = device;
        this.size = size;
        // libtorch would otherwise watch the group by threads that end the whole process when a rank is lost, before
        // anybody can say so.
        torch.set_env("TORCH_NCCL_BLOCKING_WAIT", "1", true);
        // It would note every operation for these threads.
        torch.set_env("TORCH_FR_BUFFER_SIZE", "0", true);
        try {
            group = new ProcessGroupNCCL(store, rank, size);
        } catch (LinkageError missing) {
            throw new BiwaaException(
                    "libtorch's part for NCCL cannot be loaded (" + Meeting.firstLine(missing)
                            + "); it is in the jar pytorch-" + Engine.version()
                            + "-*-linux-x86_64-gpu and needs libnccl.so.2",
                    missing);
        }
        group.retainReference();
    }

    @Override
    public void connect() {
        Engine.load();
        try (PointerScope scope = new PointerScope()) {
            TensorOptions here =
                    new TensorOptions(new org.bytedeco.pytorch.Device(DeviceType.CUDA, (byte) device.index()));
            Tensor one = torch.ones(new long[] {1}, here);
            sum(one);
            if (Tensors.item(one) != size) {
                throw new BiwaaException("NCCL adds up " + size + " ones to " + Tensors.item(one));
            }
        }
    }

    @Override
    public boolean holds(Tensor tensor) {
        return tensor.is_cuda() && Device.of(tensor).equals(device);
    }

    @Override
    public Runnable sum(Tensor tensor) {
        AllreduceOptions options = new AllreduceOptions();
        options.asyncOp(false);
        group.allreduce(new TensorVector(tensor), options);
        return IN_TURN;
    }

    @Override
    public Runnable broadcast(Tensor tensor) {
        BroadcastOptions fromFirst = new BroadcastOptions();
        fromFirst.rootRank(0);
        fromFirst.rootTensor(0);
        fromFirst.asyncOp(false);
        group.broadcast(new TensorVector(tensor), fromFirst);
        return IN_TURN;
    }

    @Override
    public Runnable gather(Tensor rows, Tensor all) {
        AllgatherOptions options = new AllgatherOptions();
        options.asyncOp(false);
        group._allgather_base(all, rows, options);
        return IN_TURN;
    }

    // The group itself is never freed: whoever is late with the one would meet what the other has left.
    @Override
    public void abort() {
        if (left.compareAndSet(false, true)) {
            group.abort();
        }
    }

    @Override
    public void close() {
        if (left.compareAndSet(false, true)) {
            group.shutdown();
        }
    }
}
