package io.github.biwaa.file;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What others are told about whoever holds a lock. */
final class LockHolder {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private LockHolder() {}

    /** @return for example: process 4711 on lab3 since 2026-05-04 10:11:12 */
    static String thisProcess() {
        return ProcessName.ofThis() + " since " + LocalDateTime.now().format(TIME);
    }
}
