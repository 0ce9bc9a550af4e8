package io.github.biwaa.torch;

import io.github.biwaa.InvalidSettingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which device somebody wants to compute on.
 *
 * @param setting {@code auto} (the first GPU, else the CPU), {@code cpu}, {@code cuda} (the first GPU) or {@code cuda:n}
 */
public record DeviceChoice(String setting) {
    /** The first GPU if there is one, else the CPU. */
    public static final DeviceChoice AUTO = new DeviceChoice("auto");
    /** The processor. */
    public static final DeviceChoice CPU = new DeviceChoice("cpu");

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

    /** @throws InvalidSettingException if it is none of these */
    public DeviceChoice {
        if (!setting.equals("auto")
                && !setting.equals("cpu")
                && !CUDA.matcher(setting).matches()) {
            throw new InvalidSettingException(
                    "device: " + setting + ", expected auto, cpu, cuda or cuda:0, cuda:1, ...");
        }
    }

    /**
     * Finds the device.
     *
     * @throws InvalidSettingException if it is not to be had here; the message says why and what to do
     */
    public Device resolve() {
        return resolve(0);
    }

    /**
     * Finds the device of one of several processes of this machine: {@code auto} and {@code cuda} spread them over its GPUs.
     *
     * @param place of this process among them, from 0
     * @throws InvalidSettingException if it is not to be had here; the message says why and what to do
     */
    public Device resolve(int place) {
        Device device = resolve(Engine.hasCuda(), Engine.cudaDevices(), place);
        device.makeCurrent();
        return device;
    }

    /**
     * Finds the device on some machine.
     *
     * @param built whether libtorch was built with CUDA there
     * @param devices how many GPUs it can use
     */
    Device resolve(boolean built, int devices) {
        return resolve(built, devices, 0);
    }

    Device resolve(boolean built, int devices, int place) {
        Matcher cuda = CUDA.matcher(setting);
        if (!cuda.matches()) {
            return setting.equals("auto") && devices > 0 ? Device.cuda(place % devices) : Device.CPU;
        }
        if (!built) {
            throw new InvalidSettingException(
                    "device: " + setting
                            + ", but this build of libtorch has no CUDA; build with mvn -Pcuda (docs/performance.md), or use the device cpu");
        }
        int index = cuda.group(1) == null ? place % Math.max(1, devices) : Integer.parseInt(cuda.group(1));
        if (index >= devices) {
            throw new InvalidSettingException("device: " + setting + ", but libtorch finds "
                    + (devices == 0
                            ? "no NVIDIA GPU here; nvidia-smi should list one, with a driver for CUDA 13"
                            : devices == 1
                                    ? "only the NVIDIA GPU cuda:0"
                                    : "only the NVIDIA GPUs cuda:0 to cuda:" + (devices - 1))
                    + ". Use the device cpu or another");
        }
        return Device.cuda(index);
    }
}
