package io.github.biwaa.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM. The process ends when its work has let go of this object, so that a training can stop after the step it is in and say its
 * last words; its exit code then is the JVM's for that signal, 130 or 143.
 */
final class Interruption implements AutoCloseable {
    private static final long LONGEST_WAIT_SECONDS = 60;

    private final CountDownLatch workEnded = new CountDownLatch(1);
    private final Thread hook;

    private Interruption(Runnable stop) {
        hook = new Thread(() -> endAfter(stop), "biwaa-interruption");
    }

    /**
     * Listens for the end of the process from now on.
     *
     * @param stop asks the work to stop; called on another thread
     */
    static Interruption listen(Runnable stop) {
        Interruption interruption = new Interruption(stop);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    private void endAfter(Runnable stop) {
        stop.run();
        try {
            // Not for the thread that works: it may be waiting in System.exit for this hook.
            workEnded.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work has ended and said what it has to say. */
    @Override
    public void close() {
        workEnded.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already.
        }
    }
}
