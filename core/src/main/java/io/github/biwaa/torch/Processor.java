package io.github.biwaa.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the processor can do, as far as the system tells. */
public final class Processor {
    private static final Path LINUX = Path.of("/proc/cpuinfo");
    private static final Path FIRST_CORE = Path.of("/sys/devices/system/cpu/cpu0");
    private static final List<String> BFLOAT16 = List.of("amx_bf16", "avx512_bf16", "bf16");

    private Processor() {}

    /** @return whether it has instructions for bfloat16 and libtorch uses them; empty where the system does not tell (all but Linux) */
    public static Optional<Boolean> hasBfloat16() {
        return hidesCaches() ? Optional.of(false) : hasBfloat16(LINUX);
    }

    /** @return the best instructions for bfloat16 that it has and libtorch uses, in Linux's words; empty if there are none, or the system does not tell */
    public static Optional<String> bfloat16Instructions() {
        return hidesCaches() ? Optional.empty() : bfloat16Instructions(LINUX);
    }

    /** @param description what Linux says about the processor */
    static Optional<Boolean> hasBfloat16(Path description) {
        return flags(description).map(flags -> flags.stream().anyMatch(BFLOAT16::contains));
    }

    /** @param description what Linux says about the processor */
    static Optional<String> bfloat16Instructions(Path description) {
        return flags(description)
                .flatMap(flags -> BFLOAT16.stream().filter(flags::contains).findFirst());
    }

    private static Optional<List<String>> flags(Path description) {
        try (Stream<String> lines = Files.lines(description, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                    .findFirst()
                    .map(line -> List.of(line.split("\\s+")));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether this is an x86 processor that does not say how large its caches are, as in virtual machines that mask that part of CPUID (seen: Firecracker
     * on AMD Zen 5). oneDNN takes them for one byte then: its convolutions divide by zero, write past their memory or leave NaN. libtorch's own
     * convolutions are used there.
     */
    public static boolean hidesCaches() {
        return System.getProperty("os.arch").equals("amd64") && hidesCaches(FIRST_CORE);
    }

    /** @param core what Linux says about one core; what is not there says nothing */
    static boolean hidesCaches(Path core) {
        return Files.isDirectory(core) && !Files.exists(core.resolve("cache"));
    }
}
