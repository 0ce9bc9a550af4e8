package io.github.biwaa.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ExhaustedException;
import io.github.biwaa.InvalidSettingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes items through a network batch by batch, as results are asked for; while the network looks at one batch, the next is prepared on threads of their
 * own. An item that cannot be prepared does not end the others. Memory does not grow with the number of items: two batches are held. The last item ends
 * the threads.
 *
 * @param <T> an item
 * @param <P> what the network takes of it
 * @param <R> what the network gives
 */
public final class Batched<T, P, R> implements Iterator<Batched.Outcome<T, R>>, AutoCloseable {
    private static final int BATCHES_HELD = 2;

    private final Iterator<? extends T> items;
    private final Function<? super T, ? extends P> preparation;
    private final Function<List<P>, List<R>> computation;
    private final int batchSize;
    private final ThreadPoolExecutor loaders;
    private final Queue<Future<Prepared<T, P>>> loading = new ArrayDeque<>();
    private final Queue<Outcome<T, R>> ready = new ArrayDeque<>();

    /**
     * What became of one item: a result, or the reason why there is none.
     *
     * @param item the item
     * @param result what the network gives; empty if the item cannot be prepared
     * @param problem why not; empty if there is a result
     */
    public record Outcome<T, R>(T item, Optional<R> result, Optional<String> problem) {}

    private record Prepared<T, P>(
            T item, @Nullable P input, @Nullable String problem) {}

    /**
     * @param items taken as they are needed, on the thread that asks for results
     * @param preparation on the loader threads; what it throws as a {@link BiwaaException} is the item's problem
     * @param computation of a batch, on the thread that asks for results; as many results, in the same order
     * @param batchSize how many the network sees at once, at least 1
     * @param loaderThreads that prepare, at least 1
     * @throws InvalidSettingException if a number is out of its range
     */
    public Batched(
            Iterator<? extends T> items,
            Function<? super T, ? extends P> preparation,
            Function<List<P>, List<R>> computation,
            int batchSize,
            int loaderThreads) {
        atLeastOne("batch-size", batchSize);
        atLeastOne("loader-threads", loaderThreads);
        this.items = items;
        this.preparation = preparation;
        this.computation = computation;
        this.batchSize = batchSize;
        this.loaders = new ThreadPoolExecutor(
                loaderThreads, loaderThreads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "biwaa-picture-loader");
                    thread.setDaemon(true);
                    return thread;
                });
        // An iterator that nobody asks to its end leaves no threads behind.
        loaders.allowCoreThreadTimeOut(true);
    }

    private static void atLeastOne(String key, int value) {
        if (value < 1) {
            throw new InvalidSettingException(key + ": " + value + ", expected at least 1");
        }
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty()) {
            load();
            if (loading.isEmpty()) {
                close();
                return false;
            }
            computeNext();
        }
        return true;
    }

    @Override
    public Outcome<T, R> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void load() {
        while (loading.size() < BATCHES_HELD * batchSize && items.hasNext()) {
            T item = items.next();
            loading.add(loaders.submit(() -> prepare(item)));
        }
    }

    private Prepared<T, P> prepare(T item) {
        try {
            return new Prepared<>(item, preparation.apply(item), null);
        } catch (ExhaustedException e) {
            // The item may be a good one.
            throw e;
        } catch (BiwaaException e) {
            return new Prepared<>(item, null, e.getMessage());
        }
    }

    private void computeNext() {
        List<Prepared<T, P>> batch = new ArrayList<>();
        List<P> inputs = new ArrayList<>();
        while (batch.size() < batchSize && !loading.isEmpty()) {
            Prepared<T, P> prepared = loaded(loading.remove());
            batch.add(prepared);
            if (prepared.input() != null) {
                inputs.add(prepared.input());
            }
        }
        Iterator<R> results = (inputs.isEmpty() ? List.<R>of() : computation.apply(inputs)).iterator();
        for (Prepared<T, P> prepared : batch) {
            ready.add(new Outcome<>(
                    prepared.item(),
                    prepared.input() == null ? Optional.empty() : Optional.of(results.next()),
                    Optional.ofNullable(prepared.problem())));
        }
    }

    private static <T, P> Prepared<T, P> loaded(Future<Prepared<T, P>> item) {
        try {
            return item.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BiwaaException("interrupted while pictures were decoded.", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        }
    }

    /** Ends the loader threads. */
    @Override
    public void close() {
        loaders.shutdownNow();
    }
}
