package io.github.biwaa.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What others are told about whoever holds a lock. */
final class LockHolder {
    private static final Path LINUX_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private LockHolder() {}

    /** @return for example: process 4711 on lab3 since 2026-05-04 10:11:12 */
    static String thisProcess() {
        return "process " + ProcessHandle.current().pid() + " on " + host() + " since "
                + LocalDateTime.now().format(TIME);
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
