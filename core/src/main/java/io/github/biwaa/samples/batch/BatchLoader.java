package io.github.biwaa.samples.batch;

import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Prepares the batches of coming steps on other threads, so that training does not wait. Which samples and views a step gets depends on the step
 * alone, so the number of threads changes nothing but the speed.
 */
public final class BatchLoader implements AutoCloseable {
    private final DomainFeed source;
    private final DomainFeed target;
    private final long steps;
    private final ExecutorService threads;
    private final int ahead;
    private final Device device;
    private final Deque<Future<LoadedBatch>> coming = new ArrayDeque<>();
    private long nextToRequest;
    private long nanosWaited;

    /**
     * One domain's samples and the order they come in.
     *
     * @param input the samples
     * @param sampler which of them each step takes
     */
    public record DomainFeed(SampleViews input, IndexSampler sampler) {}

    /**
     * Starts preparing.
     *
     * @param firstStep the step asked for first
     * @param steps one past the last step
     * @param loaderThreads from 1; batches prepared at once
     */
    public BatchLoader(DomainFeed source, DomainFeed target, long firstStep, long steps, int loaderThreads) {
        this(source, target, firstStep, steps, loaderThreads, Device.CPU);
    }

    /**
     * Starts preparing.
     *
     * @param firstStep the step asked for first
     * @param steps one past the last step
     * @param loaderThreads from 1; batches prepared at once
     * @param device what batches are for: those for a GPU lie in pinned memory, which it copies from without anybody waiting
     */
    public BatchLoader(
            DomainFeed source, DomainFeed target, long firstStep, long steps, int loaderThreads, Device device) {
        this.device = device;
        this.source = source;
        this.target = target;
        this.steps = steps;
        this.nextToRequest = firstStep;
        this.ahead = loaderThreads + 1;
        this.threads = Executors.newFixedThreadPool(loaderThreads, task -> {
            Thread thread = new Thread(task, "biwaa-loader");
            thread.setDaemon(true);
            return thread;
        });
        request();
    }

    private void request() {
        while (coming.size() < ahead && nextToRequest < steps) {
            long step = nextToRequest++;
            coming.add(threads.submit(() -> load(step)));
        }
    }

    private LoadedBatch load(long step) {
        int[] sourceSamples = source.sampler().batch(step);
        int[] targetSamples = target.sampler().batch(step);
        Tensor sourceViews = device.stage(source.input().trainingBatch(sourceSamples, step));
        try {
            Tensor targetViews = device.stage(target.input().trainingBatch(targetSamples, step));
            return new LoadedBatch(sourceSamples, sourceViews, targetSamples, targetViews);
        } catch (RuntimeException | Error failure) {
            Tensors.release(sourceViews);
            throw failure;
        }
    }

    /**
     * The next step's batch, {@link SampleViews#prepared prepared}; waits until it is ready.
     *
     * @throws IllegalStateException after the last step
     */
    public LoadedBatch next() {
        Future<LoadedBatch> batch = coming.poll();
        if (batch == null) {
            throw new IllegalStateException("no batch left after step " + (steps - 1));
        }
        long start = System.nanoTime();
        try {
            return prepared(batch.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            // Closing frees it.
            coming.addFirst(batch);
            throw new IllegalStateException("interrupted while waiting for a batch", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e.getCause());
        } finally {
            nanosWaited += System.nanoTime() - start;
            request();
        }
    }

    private LoadedBatch prepared(LoadedBatch raw) {
        try (PointerScope scope = new PointerScope();
                raw) {
            return new LoadedBatch(
                    raw.sourceSamples(),
                    Tensors.keep(source.input().prepared(raw.source())),
                    raw.targetSamples(),
                    Tensors.keep(target.input().prepared(raw.target())));
        }
    }

    /** @return seconds that {@link #next} waited since the last call of this method */
    public double takeSecondsWaited() {
        double seconds = nanosWaited / 1e9;
        nanosWaited = 0;
        return seconds;
    }

    /** Stops preparing and frees what was prepared and not asked for. */
    @Override
    public void close() {
        threads.shutdown();
        boolean interrupted = false;
        // However long it takes: the threads read tensors and caches that the caller frees next.
        for (Future<LoadedBatch> batch : coming) {
            interrupted |= discard(batch);
        }
        coming.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether this thread was interrupted meanwhile */
    private static boolean discard(Future<LoadedBatch> batch) {
        boolean interrupted = false;
        while (true) {
            try {
                batch.get().close();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                // Nobody will use this batch; its failure concerns nobody.
                return interrupted;
            }
        }
    }
}
