package io.github.biwaa.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ExhaustedException;
import io.github.biwaa.InvalidSettingException;
import java.nio.file.Path;
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
import org.jspecify.annotations.Nullable;

/** Classifies files batch by batch; while the network looks at one batch, the next is decoded on loader threads. The last file ends these threads. */
final class FilePredictions implements Iterator<FilePrediction>, AutoCloseable {
    private static final int BATCHES_HELD = 2;

    private final Classifier classifier;
    private final Iterator<Path> files;
    private final int batchSize;
    private final ThreadPoolExecutor loaders;
    private final Queue<Future<Prepared>> loading = new ArrayDeque<>();
    private final Queue<FilePrediction> ready = new ArrayDeque<>();

    /** A picture ready for the network, or the reason why there is none. */
    private record Prepared(
            Path file, byte @Nullable [] picture, @Nullable String problem) {}

    FilePredictions(Classifier classifier, Iterator<Path> files, int batchSize, int loaderThreads) {
        atLeastOne("batch-size", batchSize);
        atLeastOne("loader-threads", loaderThreads);
        this.classifier = classifier;
        this.files = files;
        this.batchSize = batchSize;
        this.loaders = new ThreadPoolExecutor(
                loaderThreads, loaderThreads, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "biwaa-picture-loader");
                    thread.setDaemon(true);
                    return thread;
                });
        // A stream that nobody reads to its end leaves no threads behind.
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
            classifyNext();
        }
        return true;
    }

    @Override
    public FilePrediction next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    private void load() {
        while (loading.size() < BATCHES_HELD * batchSize && files.hasNext()) {
            Path file = files.next();
            loading.add(loaders.submit(() -> prepare(file)));
        }
    }

    private Prepared prepare(Path file) {
        try {
            return new Prepared(file, classifier.prepare(classifier.decode(file)), null);
        } catch (ExhaustedException e) {
            // The picture may be a good one.
            throw e;
        } catch (BiwaaException e) {
            return new Prepared(file, null, e.getMessage());
        }
    }

    private void classifyNext() {
        List<Prepared> batch = new ArrayList<>();
        while (batch.size() < batchSize && !loading.isEmpty()) {
            batch.add(loaded(loading.remove()));
        }
        List<byte[]> pictures = batch.stream()
                .filter(prepared -> prepared.picture() != null)
                .map(Prepared::picture)
                .toList();
        Iterator<Prediction> predictions =
                (pictures.isEmpty() ? List.<Prediction>of() : classifier.classifyPrepared(pictures)).iterator();
        for (Prepared prepared : batch) {
            ready.add(
                    prepared.picture() == null
                            ? new FilePrediction(
                                    prepared.file(), Optional.empty(), Optional.ofNullable(prepared.problem()))
                            : new FilePrediction(prepared.file(), Optional.of(predictions.next()), Optional.empty()));
        }
    }

    private static Prepared loaded(Future<Prepared> picture) {
        try {
            return picture.get();
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
