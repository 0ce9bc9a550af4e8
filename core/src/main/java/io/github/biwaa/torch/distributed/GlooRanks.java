package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BroadcastOptions;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.VoidTensorHook;
import org.bytedeco.pytorch.Work;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Processes that exchange tensors by libtorch's Gloo, through the memory of the host. */
final class GlooRanks implements Ranks {
    private final int rank;
    private final int size;
    private final Store store;
    private final ProcessGroupGloo group;
    /** One for all sums: it holds nothing of them, and libtorch can hold few. */
    private final VoidTensorHook addGradients;

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
        store.retainReference();
        group.retainReference();
        addGradients.retainReference();
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
                    works.add(attempt(() -> operation.apply(new TensorVector(plain))));
                }
                for (int i = 0; i < tensors.length; i++) {
                    Work work = works.get(i);
                    attempt(work::_wait);
                    tensors[i].detach().copy_(exchanged.get(i));
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
            attempt(() -> group._allgather_base(all, bytes)._wait());
            return Device.of(rows).upload(all.view(rows.scalar_type()));
        });
    }

    @Override
    public boolean any(boolean here) {
        try (PointerScope scope = new PointerScope()) {
            Tensor count = Tensors.of(new long[] {here ? 1 : 0}, 1);
            sum(count);
            return Tensors.toLongs(count)[0] > 0;
        }
    }

    private <T> T attempt(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (RuntimeException lost) {
            throw new LostRankException(
                    "rank " + rank + " of " + size + " has lost another rank, which has ended or does not answer: "
                            + Meeting.firstLine(lost) + ". Its own messages say why; the training can be resumed.",
                    lost);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            group.releaseReference();
            addGradients.releaseReference();
            store.releaseReference();
        }
    }
}
