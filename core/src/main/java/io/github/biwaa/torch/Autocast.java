package io.github.biwaa.torch;

import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * While open, libtorch computes convolutions and matrix products of this thread in bfloat16: it casts their inputs and float32 weights, and leaves
 * everything else in the format it comes in. Closing it brings back what was before, and forgets the cast weights, which the next update makes stale.
 */
final class Autocast implements AutoCloseable {
    private final DeviceType device;
    private final boolean enabledBefore;
    private final ScalarType formatBefore;

    private Autocast(DeviceType device) {
        Engine.load();
        this.device = device;
        this.enabledBefore = torch.is_autocast_enabled(device);
        this.formatBefore = torch.get_autocast_dtype(device);
        torch.increment_nesting();
        torch.set_autocast_enabled(device, true);
        torch.set_autocast_dtype(device, ScalarType.BFloat16);
    }

    /**
     * Begins to cast, on this thread alone; close it on the same.
     *
     * @param device whose operations are cast
     */
    public static Autocast toBfloat16(Device device) {
        return new Autocast(device.kind().type());
    }

    @Override
    public void close() {
        Engine.load();
        if (torch.decrement_nesting() == 0) {
            torch.clear_cache();
        }
        torch.set_autocast_enabled(device, enabledBefore);
        torch.set_autocast_dtype(device, formatBefore);
    }
}
