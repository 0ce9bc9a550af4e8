package io.github.biwaa.cli.console;

import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a command that uses a network computes, and in which numbers. */
public final class PlacementOptions {
    @Mixin
    private final DeviceOption device = new DeviceOption();

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            defaultValue = "float32",
            description = "float32, bf16 or float64 (default: ${DEFAULT-VALUE}).")
    private String precision;

    /** @throws io.github.biwaa.InvalidSettingException if there is no such device here, or no such precision */
    public Placement placement() {
        return new Placement(device.device(), Precision.named(precision));
    }
}
