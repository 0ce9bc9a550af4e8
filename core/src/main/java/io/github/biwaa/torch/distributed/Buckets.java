package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Many tensors in few large ones, since each exchange has a price of its own. */
public final class Buckets {
    /** Of numbers: 4 MB of float32. */
    private static final long LARGEST = 1 << 20;

    private Buckets() {}

    /**
     * Exchanges tensors, which take over what becomes of them.
     *
     * @param tensors of one number format, on one device
     * @param operation changes the flat tensors that hold their values; given all of them at once
     */
    public static void exchange(List<Tensor> tensors, Consumer<Tensor[]> operation) {
        List<List<Tensor>> buckets = new ArrayList<>();
        long filled = LARGEST;
        for (Tensor tensor : tensors) {
            if (filled >= LARGEST) {
                buckets.add(new ArrayList<>());
                filled = 0;
            }
            buckets.get(buckets.size() - 1).add(tensor);
            filled += tensor.numel();
        }
        Tensors.withoutGradient(() -> {
            try (PointerScope scope = new PointerScope()) {
                Tensor[] flat = buckets.stream().map(Buckets::flat).toArray(Tensor[]::new);
                operation.accept(flat);
                for (int i = 0; i < flat.length; i++) {
                    unpack(flat[i], buckets.get(i));
                }
            }
        });
    }

    private static Tensor flat(List<Tensor> tensors) {
        return Tensors.concatenate(
                tensors.stream().map(tensor -> tensor.reshape(-1)).toArray(Tensor[]::new));
    }

    private static void unpack(Tensor flat, List<Tensor> tensors) {
        long from = 0;
        for (Tensor tensor : tensors) {
            tensor.copy_(flat.narrow(0, from, tensor.numel()).reshape(tensor.shape()));
            from += tensor.numel();
        }
    }
}
