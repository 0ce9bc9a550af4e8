package io.github.biwaa.model;

import io.github.biwaa.BiwaaException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Classifies files batch by batch; while the network looks at one batch, the next is decoded. */
final class FilePredictions implements Iterator<FilePrediction> {
    private final Classifier classifier;
    private final Iterator<Path> files;
    private final int batchSize;
    private final Queue<FilePrediction> ready = new ArrayDeque<>();
    private CompletableFuture<List<Prepared>> next;

    /** A picture ready for the network, or the reason why there is none. */
    private record Prepared(Path file, byte[] picture, String problem) {}

    FilePredictions(Classifier classifier, Iterator<Path> files, int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size " + batchSize + " is below 1");
        }
        this.classifier = classifier;
        this.files = files;
        this.batchSize = batchSize;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty()) {
            List<Prepared> batch = nextBatch();
            if (batch.isEmpty()) {
                return false;
            }
            classify(batch);
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

    private List<Prepared> nextBatch() {
        CompletableFuture<List<Prepared>> current = next == null ? prepareNext() : next;
        next = prepareNext();
        try {
            return current.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private CompletableFuture<List<Prepared>> prepareNext() {
        List<Path> batch = new ArrayList<>();
        while (batch.size() < batchSize && files.hasNext()) {
            batch.add(files.next());
        }
        return CompletableFuture.supplyAsync(
                () -> batch.parallelStream().map(this::prepare).toList());
    }

    private Prepared prepare(Path file) {
        try {
            return new Prepared(file, classifier.prepare(classifier.decode(file)), null);
        } catch (BiwaaException e) {
            return new Prepared(file, null, e.getMessage());
        }
    }

    private void classify(List<Prepared> batch) {
        List<byte[]> pictures = batch.stream()
                .filter(prepared -> prepared.picture() != null)
                .map(Prepared::picture)
                .toList();
        Iterator<Prediction> predictions =
                (pictures.isEmpty() ? List.<Prediction>of() : classifier.classifyPrepared(pictures)).iterator();
        for (Prepared prepared : batch) {
            ready.add(
                    prepared.picture() == null
                            ? new FilePrediction(prepared.file(), Optional.empty(), Optional.of(prepared.problem()))
                            : new FilePrediction(prepared.file(), Optional.of(predictions.next()), Optional.empty()));
        }
    }
}
