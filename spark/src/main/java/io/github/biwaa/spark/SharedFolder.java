package io.github.biwaa.spark;

import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;

/**
 * The folder of a sweep as the machines of a cluster see it, and a file in it by which the driver speaks to all tasks.
 *
 * @param folder the same path on all machines
 * @param id of the application
 */
record SharedFolder(String folder, String id) implements Serializable {
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** What a task finds in the file. */
    enum Order {
        /** Go on. */
        GO,
        /** End after the step you are in. */
        STOP,
        /** It is not there, or that of another application: this machine has another folder at that path. */
        NONE
    }

    /** Writes the file. */
    static SharedFolder begin(Path folder) {
        SharedFolder shared = new SharedFolder(
                folder.toAbsolutePath().normalize().toString(),
                UUID.randomUUID().toString());
        shared.write(Order.GO);
        return shared;
    }

    /** Tells all tasks to end. */
    void stop() {
        write(Order.STOP);
    }

    /** Deletes the file. */
    void end() throws IOException {
        Files.deleteIfExists(file());
    }

    private void write(Order order) {
        AtomicFile.writeText(file(), order + " " + id + "\n");
    }

    private Path file() {
        return Path.of(folder, ".spark");
    }

    /** @return what the driver wants */
    Order look() {
        try {
            String text = Files.readString(file()).strip();
            for (Order order : Order.values()) {
                if (text.equals(order + " " + id)) {
                    return order;
                }
            }
        } catch (IOException e) {
            // As if it were not there.
        }
        return Order.NONE;
    }

    /**
     * {@link #look}, with patience: a network's file system may show a new file late.
     *
     * @param patience how long to look for it
     */
    Order await(Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        Order order = look();
        while (order == Order.NONE && System.nanoTime() - start < patience.toNanos()) {
            Thread.sleep(PAUSE.toMillis());
            order = look();
        }
        return order;
    }
}
