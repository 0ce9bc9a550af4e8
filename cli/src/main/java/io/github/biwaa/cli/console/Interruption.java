package io.github.biwaa.cli.console;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ctrl-C, SIGTERM and the closing of the terminal. Work that listens is asked to stop, says its last words and ends the process; other work ends at
 * once, and so does all work at a second signal or after a minute. The exit code is 128 and the number of the signal: 130, 143 or 129.
 *
 * <p>Java alone would end the process through C's exit, which takes libtorch's objects apart while a step still uses them: the process would crash
 * now and then. Here work that has not ended is ended by the signal itself.
 */
public final class Interruption {
    private static final List<String> SIGNALS = List.of("HUP", "INT", "TERM");
    private static final int SIGNALLED = 128;
    private static final long LONGEST_WAIT_SECONDS = 60;
    private static final long LONGEST_KILL_SECONDS = 5;

    /** One signal can arrive twice: timeout and shells send it to the process and to its group. */
    private static final long ONE_REQUEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch workEnded = new CountDownLatch(1);
    private @Nullable Signal first;
    private long firstTime;

    /** @return the one of the process that a command runs in */
    public static Interruption of(CommandSpec command) {
        return ((Holder) command.root().userObject()).interruption();
    }

    /** The command of a process. */
    public interface Holder {
        /** @return what happens on Ctrl-C */
        Interruption interruption();
    }

    /** Takes the signals of the process over. */
    public void handleSignals() {
        for (String name : SIGNALS) {
            try {
                Signal.handle(new Signal(name), this::received);
            } catch (IllegalArgumentException e) {
                // The system has no such signal, or Java was told to leave signals alone (-Xrs).
            }
        }
    }

    /**
     * Listens until closed.
     *
     * @param stop asks the work to stop; called on another thread
     */
    public Listening listen(Runnable stop) {
        listeners.add(stop);
        return () -> listeners.remove(stop);
    }

    /** Ends the process after its work. */
    public void exit(int code) {
        workEnded.countDown();
        System.exit(exitCode(code));
    }

    private synchronized int exitCode(int withoutSignal) {
        return first == null ? withoutSignal : SIGNALLED + first.getNumber();
    }

    private void received(Signal signal) {
        synchronized (this) {
            if (first != null) {
                if (System.nanoTime() - firstTime > ONE_REQUEST_NANOS) {
                    endAtOnce(signal);
                }
                return;
            }
            first = signal;
            firstTime = System.nanoTime();
        }
        if (listeners.isEmpty()) {
            endAtOnce(signal);
        }
        listeners.forEach(Runnable::run);
        try {
            if (!workEnded.await(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                endAtOnce(signal);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void endAtOnce(Signal signal) {
        if (!System.getProperty("os.name").startsWith("Windows")) {
            Signal.handle(signal, SignalHandler.SIG_DFL);
            sendToThisProcess(signal);
        }
        Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
    }

    /** By a shell: Java raises no signal that it does not handle itself. */
    private static void sendToThisProcess(Signal signal) {
        String kill =
                "kill -s " + signal.getName() + " " + ProcessHandle.current().pid();
        try {
            new ProcessBuilder("sh", "-c", kill).start().waitFor(LONGEST_KILL_SECONDS, TimeUnit.SECONDS);
        } catch (IOException e) {
            // No shell: Java's way has to do.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends with the work that listens. */
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }
}
