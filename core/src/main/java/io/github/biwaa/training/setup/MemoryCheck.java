package io.github.biwaa.training.setup;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.settings.OnLowMemory;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares what a training needs with what there is, before it begins: a warning if it will be tight, an end if it surely cannot fit.
 *
 * @param need of the training
 * @param memory of the machine
 * @param choice what to do if it surely cannot fit
 */
public record MemoryCheck(MemoryNeed need, MachineMemory memory, OnLowMemory choice) {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryCheck.class);
    /** An estimate that is a quarter too high must not keep a training from beginning. */
    private static final double SURELY = 0.75;
    /** What an advised batch size leaves free. */
    private static final double ROOM = 0.9;

    /** @throws BiwaaException if the training surely does not fit and that is to stop it; the message says which batch size would */
    public void run(int batchSize) {
        long bytes = need.of(batchSize);
        if (bytes <= memory.usable()) {
            LOG.debug("The training needs about {} of {}.", gigabytes(bytes), gigabytes(memory.usable()));
            return;
        }
        if (SURELY * bytes > (double) memory.usable() + memory.swap() && choice == OnLowMemory.STOP) {
            throw new BiwaaException(
                    "too little memory: " + finding(batchSize) + " If you know better, set on-low-memory to warn.");
        }
        LOG.warn("Memory may run out: {}", finding(batchSize));
    }

    private String finding(int batchSize) {
        return "the training needs about " + gigabytes(need.of(batchSize)) + ", this process may use "
                + gigabytes(memory.usable()) + " (swap: " + gigabytes(memory.swap()) + "). " + advice();
    }

    private String advice() {
        int fits = need.largestBatch((long) (ROOM * memory.usable()));
        String other = "A smaller image-size or backbone needs less, and so does freeze.";
        return fits >= 1 ? "A batch-size of " + fits + " would fit. " + other : "No batch-size would fit. " + other;
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
