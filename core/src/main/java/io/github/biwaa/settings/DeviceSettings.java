package io.github.biwaa.settings;

import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;

/**
 * What a training computes with.
 *
 * @param device the CPU or a GPU
 * @param precision in which numbers; it decides results
 * @param deterministic whether a GPU gives equal bits for equal trainings, at a price in speed; the CPU does so anyway
 */
public record DeviceSettings(DeviceChoice device, Precision precision, boolean deterministic) {
    /** float32 on the CPU. */
    public static final DeviceSettings CPU = new DeviceSettings(DeviceChoice.CPU, Precision.FLOAT32, false);
    /** float32 on the first GPU if there is one, else on the CPU. */
    public static final DeviceSettings AUTO = new DeviceSettings(DeviceChoice.AUTO, Precision.FLOAT32, false);

    /**
     * Finds the device.
     *
     * @throws io.github.biwaa.InvalidSettingException if it is not to be had here
     */
    public Placement placement() {
        return new Placement(device.resolve(), precision);
    }
}
