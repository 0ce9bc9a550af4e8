package io.github.biwaa.cli.console;

import io.github.biwaa.InvalidSettingException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How many pictures a network sees at once, and by how many threads it computes. */
public final class BatchOptions {
    @Option(
            names = "--batch-size",
            paramLabel = "N",
            defaultValue = "32",
            description = "Pictures that the network sees at once (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--threads", paramLabel = "N", description = "Compute threads (default: all cores).")
    private @Nullable Integer threads;

    /** @throws InvalidSettingException if it is below 1 */
    public int batchSize() {
        return atLeastOne("batch-size", batchSize);
    }

    /** @throws InvalidSettingException if it is below 1 */
    public int threads() {
        return atLeastOne("threads", orAllCores(threads));
    }

    /** @return a number of threads, by default that of the cores */
    public static int orAllCores(@Nullable Integer threads) {
        return threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    }

    /** @throws InvalidSettingException if a value is below 1; the message names its key */
    public static int atLeastOne(String key, int value) {
        if (value < 1) {
            throw new InvalidSettingException(key + ": " + value + ", expected at least 1");
        }
        return value;
    }
}
