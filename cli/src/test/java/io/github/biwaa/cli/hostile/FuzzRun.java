package io.github.biwaa.cli.hostile;

import com.sun.management.ThreadMXBean;
import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Feeds a reader damaged files. What it has not said or thrown before counts as new ground: such a file is damaged further. The same seed gives the same
 * files in the same order, however far it gets.
 */
final class FuzzRun implements Runnable {
    private static final long MOST_MILLISECONDS = 5000;
    /** What a reader may take for a file of nothing: a million pixels, a hundred thousand class names. */
    private static final long FREE_BYTES = 40 << 20;
    /** What it may take per byte beyond that; deflate alone makes 1032 of one. */
    private static final long BYTES_PER_BYTE = 1500;

    private static final int MOST_KEPT = 4000;
    /** Of what is said, so much tells outcomes apart; what follows are names and lists. */
    private static final int LONGEST_OUTCOME = 48;

    private final FuzzTarget target;
    private final Path file;
    private final Duration duration;
    private final List<byte[]> kept;
    private final SplittableRandom random;
    private final Mutation mutation;
    private final Set<String> outcomes = new HashSet<>();
    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private volatile byte[] current;
    private volatile long currentSince =
            System.nanoTime() + Duration.ofMinutes(1).toNanos();
    private volatile Throwable finding;
    private int read;
    private int refused;

    /** @param folder where the damaged files lie, one at a time */
    FuzzRun(FuzzTarget target, Path folder, Duration duration, long seed) {
        this.target = target;
        this.file = folder.resolve(target.fileName());
        this.duration = duration;
        this.kept = new ArrayList<>(target.seeds());
        this.random = new SplittableRandom(seed);
        this.mutation = new Mutation(random, target.words());
    }

    @Override
    public void run() {
        try {
            long end = System.nanoTime() + duration.toNanos();
            warmUp();
            for (byte[] seed : List.copyOf(kept)) {
                isNew(seed);
            }
            while (System.nanoTime() < end) {
                byte[] next = mutation.of(any(), any());
                if (isNew(next) && kept.size() < MOST_KEPT) {
                    kept.add(next);
                }
            }
        } catch (Throwable anything) {
            finding = anything;
        }
    }

    /** Loading classes takes memory that no file is to blame for. */
    private void warmUp() throws IOException {
        for (byte[] seed : kept) {
            Files.write(file, seed);
            try {
                target.read(file);
            } catch (BiwaaException expected) {
                // Seeds of what is refused are welcome.
            }
        }
        currentSince = System.nanoTime();
    }

    private byte[] any() {
        return kept.get(random.nextInt(kept.size()));
    }

    private boolean isNew(byte[] content) throws IOException {
        current = content;
        currentSince = System.nanoTime();
        Files.write(file, content);
        long before = memory.getCurrentThreadAllocatedBytes();
        String outcome = "read";
        read++;
        try {
            target.read(file);
        } catch (BiwaaException expected) {
            refused++;
            outcome = outcome(expected);
        }
        long bytes = memory.getCurrentThreadAllocatedBytes() - before;
        if (bytes > FREE_BYTES + BYTES_PER_BYTE * content.length) {
            throw new AssertionError(bytes + " bytes allocated for a file of " + content.length);
        }
        return outcomes.add(outcome);
    }

    /** What was said, without the numbers and names in it, and where the cause came from. */
    private String outcome(BiwaaException refusal) {
        if (refusal.getMessage() == null || refusal.getMessage().isBlank()) {
            throw new AssertionError("refused without a word", refusal);
        }
        String said = refusal.getMessage()
                .replace(file.toString(), "FILE")
                .replaceAll("\"[^\"]*\"", "TEXT")
                .replaceAll("[0-9]+", "0");
        Throwable origin = refusal;
        while (origin.getCause() != null) {
            origin = origin.getCause();
        }
        StackTraceElement[] places = origin.getStackTrace();
        return said.substring(0, Math.min(LONGEST_OUTCOME, said.length()))
                + Arrays.toString(Arrays.copyOf(places, Math.min(3, places.length)));
    }

    /** @return what is wrong, or null */
    Throwable finding() {
        return finding;
    }

    /** @return whether one file takes far too long */
    boolean hangs() {
        return System.nanoTime() - currentSince > MOST_MILLISECONDS * 1_000_000;
    }

    /** @return the file at hand */
    byte[] current() {
        return current;
    }

    @Override
    public String toString() {
        return target + ": " + read + " files, " + refused + " refused, " + outcomes.size() + " outcomes, "
                + kept.size() + " kept";
    }
}
