package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Networks that the tasks of a JVM share, each loaded once. One that no task uses is freed when another one is loaded. There is one such map per JVM,
 * because Spark gives tasks nothing else that lives as long.
 */
final class LoadedModels {
    private static final LoadedModels OF_THIS_JVM = new LoadedModels();

    private final Map<String, Entry> entries = new HashMap<>();

    /** A network while a task uses it. */
    record Lease<M>(M model, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    private static final class Entry {
        private final AutoCloseable model;
        private int users;

        Entry(AutoCloseable model) {
            this.model = model;
        }
    }

    static LoadedModels ofThisJvm() {
        return OF_THIS_JVM;
    }

    /**
     * @param key of equal networks alone
     * @param loading of a network that is not there yet; others wait for it
     * @return to be closed when the task ends, once
     */
    @SuppressWarnings("unchecked") // a key stands for networks of one type
    synchronized <M extends AutoCloseable> Lease<M> lease(String key, Supplier<M> loading) {
        Entry entry = entries.get(key);
        if (entry == null) {
            freeIdle();
            entry = new Entry(loading.get());
            entries.put(key, entry);
        }
        Entry leased = entry;
        leased.users++;
        return new Lease<>((M) leased.model, () -> giveBack(leased));
    }

    private synchronized void giveBack(Entry entry) {
        entry.users--;
    }

    private void freeIdle() {
        for (Iterator<Entry> all = entries.values().iterator(); all.hasNext(); ) {
            Entry entry = all.next();
            if (entry.users == 0) {
                all.remove();
                close(entry.model);
            }
        }
    }

    private static void close(AutoCloseable model) {
        try {
            model.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new BiwaaException("a network could not be freed: " + e.getMessage() + ".", e);
        }
    }
}
