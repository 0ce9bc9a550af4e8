package io.github.biwaa.weights;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The body of a response, chunk by chunk, on the reader's thread and with a limit on each wait: a stream of the JDK would wait for ever. */
final class BodyChunks implements HttpResponse.BodySubscriber<BodyChunks>, AutoCloseable {

    /** What comes next: buffers, a failure, or neither at the end. */
    private record Event(List<ByteBuffer> buffers, Throwable failure) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

    @Override
    public CompletionStage<BodyChunks> getBody() {
        return CompletableFuture.completedFuture(this);
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription.complete(newSubscription);
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        events.add(new Event(buffers, null));
    }

    @Override
    public void onError(Throwable failure) {
        events.add(new Event(null, failure));
    }

    @Override
    public void onComplete() {
        events.add(new Event(null, null));
    }

    /**
     * Waits for the next chunk.
     *
     * @return null at the end; nothing in the list if nothing came in that time
     * @throws IOException if the connection broke
     */
    List<ByteBuffer> next(long milliseconds) throws IOException, InterruptedException {
        Event event = events.poll(milliseconds, TimeUnit.MILLISECONDS);
        if (event == null) {
            return List.of();
        }
        if (event.failure() != null) {
            throw new IOException(event.failure().getMessage(), event.failure());
        }
        if (event.buffers() != null) {
            subscription.join().request(1);
        }
        return event.buffers();
    }

    /** Takes no more. */
    @Override
    public void close() {
        subscription.thenAccept(Flow.Subscription::cancel);
    }
}
