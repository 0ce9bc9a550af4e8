package io.github.biwaa.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process is called in messages on other machines. */
public final class ProcessName {
    private static final Path LINUX_NAME = Path.of("/proc/sys/kernel/hostname");

    private static final String ON = " on ";

    private ProcessName() {}

    /** @return for example: process 4711 on lab3 */
    public static String ofThis() {
        return "process " + ProcessHandle.current().pid() + ON + host();
    }

    /** @return the machine in the {@linkplain #ofThis name} of a process */
    public static String machineIn(String name) {
        return name.substring(name.indexOf(ON) + ON.length());
    }

    /** Asking the network for it may take seconds. */
    private static String host() {
        try {
            return Files.readString(LINUX_NAME, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            String windows = System.getenv("COMPUTERNAME");
            String others = System.getenv("HOSTNAME");
            return windows != null ? windows : others != null ? others : "this machine";
        }
    }
}
