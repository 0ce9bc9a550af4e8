package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Device;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** One process by itself. */
record Alone() implements Ranks {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public int place() {
        return 0;
    }

    @Override
    public void computeOn(Device device) {}

    @Override
    public void sum(Tensor... tensors) {}

    @Override
    public void broadcast(Tensor... tensors) {}

    @Override
    public Tensor differentiableSum(Tensor part) {
        return part;
    }

    @Override
    public Tensor gather(Tensor rows) {
        return rows.detach();
    }

    @Override
    public List<String> gather(String text) {
        return List.of(text);
    }

    @Override
    public boolean any(boolean here) {
        return here;
    }

    @Override
    public void lose(String what) {}

    @Override
    public void requireAll() {}

    @Override
    public void close() {}
}
