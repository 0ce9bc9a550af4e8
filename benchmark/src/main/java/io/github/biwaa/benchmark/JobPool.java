package io.github.biwaa.benchmark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Lease;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Takes jobs from a queue, a few side by side, and notes how they end. */
final class JobPool {
    private final SweepFolder folder;
    private final Lease lease;
    private final JobRunner runner;
    private final List<String> devices;
    private final SweepListener listener;
    private volatile boolean stopping;
    private volatile @Nullable RuntimeException failure;

    /**
     * @param lease on the folder; no training begins without it
     * @param devices what trainings compute on, in turn
     */
    JobPool(SweepFolder folder, Lease lease, JobRunner runner, List<String> devices, SweepListener listener) {
        this.folder = folder;
        this.lease = lease;
        this.runner = runner;
        this.devices = devices;
        this.listener = listener;
    }

    /**
     * Trains all; a training that fails does not keep others from being trained.
     *
     * @param workers trainings side by side
     * @return false if the sweep was stopped before its end
     */
    boolean run(List<BenchmarkJob> jobs, int workers) {
        Queue<BenchmarkJob> open = new ConcurrentLinkedQueue<>(jobs);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Math.min(workers, jobs.size()) && !stopping; i++) {
            String device = devices.get(i % devices.size());
            Thread thread = new Thread(() -> work(open, device), "biwaa-sweep-" + i);
            thread.start();
            threads.add(thread);
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
        return !stopping;
    }

    /** Trainings end after the step they are in; no other begins. */
    void stop() {
        stopping = true;
        runner.stop();
    }

    private void work(Queue<BenchmarkJob> open, String device) {
        try {
            for (BenchmarkJob job = open.poll(); job != null && !stopping; job = open.poll()) {
                lease.check();
                train(job, device);
            }
        } catch (IOException e) {
            failure = new BiwaaException("cannot run a training: " + AtomicFile.reason(e) + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            failure = e;
        } catch (Error e) {
            failure = new IllegalStateException(e);
        }
        if (failure != null) {
            stopping = true;
        }
    }

    private void train(BenchmarkJob job, String device) throws IOException, InterruptedException {
        Files.createDirectories(folder.log(job).getParent());
        try {
            boolean whole = runner.run(folder, job, device, listener);
            folder.ended(job);
            stopping |= !whole;
        } catch (BiwaaException e) {
            folder.failed(job, String.valueOf(e.getMessage()));
        }
        listener.jobEnded(folder.outcome(job));
    }
}
