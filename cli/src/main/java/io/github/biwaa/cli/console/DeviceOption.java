package io.github.biwaa.cli.console;

import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.DeviceChoice;
import picocli.CommandLine.Option;

/** Where a command that uses a network computes. */
public final class DeviceOption {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            defaultValue = "auto",
            description =
                    "auto (the first NVIDIA GPU if there is one), cpu, cuda or cuda:N (default: ${DEFAULT-VALUE}).")
    private String device;

    /** @throws io.github.biwaa.InvalidSettingException if there is no such device here */
    public Device device() {
        return new DeviceChoice(device).resolve();
    }
}
