package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import java.util.List;

/** Names of devices: cpu, cuda, cuda:0 and so on. */
final class Devices {

    private Devices() {}

    /** @throws InvalidSettingException if a name is none, or a device that this version does not compute on */
    static void check(List<String> names) {
        for (String name : names) {
            if (!name.matches("cpu|cuda(:\\d{1,3})?")) {
                throw new InvalidSettingException("devices: " + name + ", expected cpu or cuda:0, cuda:1, ...");
            }
            if (!name.equals("cpu")) {
                throw new InvalidSettingException("devices: " + name + ", but this version computes on cpu alone");
            }
        }
    }
}
