package io.github.biwaa.training.setup;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * How much memory this process may hold, its present share included.
 *
 * @param usable bytes without swapping anything out
 * @param swap bytes of free swap space
 */
public record MachineMemory(long usable, long swap) {

    /** @return what the system says now */
    public static MachineMemory now() {
        return read(Path.of("/")).orElseGet(MachineMemory::installed);
    }

    private static MachineMemory installed() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? new MachineMemory(system.getTotalMemorySize(), system.getFreeSwapSpaceSize())
                : new MachineMemory(Long.MAX_VALUE, 0);
    }

    /**
     * As Linux tells: what is available and what this process holds, and no more than any of its control groups (containers, batch systems) may.
     *
     * @param root of the file system, for tests
     * @return empty on other systems
     */
    static java.util.Optional<MachineMemory> read(Path root) {
        try {
            Path memory = root.resolve("proc/meminfo");
            long available = kilobytes(memory, "MemAvailable:").orElseThrow(IOException::new);
            long held = kilobytes(root.resolve("proc/self/status"), "VmRSS:").orElse(0);
            long usable = Math.min(available + held, groupLimit(root));
            return java.util.Optional.of(
                    new MachineMemory(usable, kilobytes(memory, "SwapFree:").orElse(0)));
        } catch (IOException | NumberFormatException e) {
            return java.util.Optional.empty();
        }
    }

    private static OptionalLong kilobytes(Path file, String key) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst();
    }

    /** Of the group and all around it: version 2, or the memory controller of version 1. */
    private static long groupLimit(Path root) throws IOException {
        Path own = root.resolve("proc/self/cgroup");
        long limit = Long.MAX_VALUE;
        if (!Files.exists(own)) {
            return limit;
        }
        for (String line : Files.readAllLines(own)) {
            String[] parts = line.split(":", 3);
            boolean second = parts.length == 3 && parts[1].isEmpty();
            if (second || parts.length == 3 && parts[1].equals("memory")) {
                Path top = root.resolve(second ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
                String name = second ? "memory.max" : "memory.limit_in_bytes";
                Path group = top.resolve(parts[2].replaceFirst("^/+", "")).normalize();
                // Inside a container the group's path may be one that is not visible there: then the top is its own.
                for (; group != null && group.startsWith(top); group = group.getParent()) {
                    limit = Math.min(limit, limitIn(group.resolve(name)));
                }
                limit = Math.min(limit, limitIn(top.resolve(name)));
            }
        }
        return limit;
    }

    private static long limitIn(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
