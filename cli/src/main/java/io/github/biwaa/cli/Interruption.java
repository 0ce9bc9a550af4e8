package io.github.biwaa.cli;

import io.github.biwaa.training.RunFolder;
import java.io.PrintWriter;

/** Ctrl-C and SIGTERM: the training stops after the step it is in, finished runs stay, and the user learns how to go on. */
final class Interruption {
    private static final long LONGEST_WAIT_MILLISECONDS = 60_000;

    private final Thread hook;

    private Interruption(Thread hook) {
        this.hook = hook;
    }

    /** Listens for the end of the process from now on. */
    static Interruption install(ConsoleProgress progress, PrintWriter messages, RunFolder folder) {
        Thread training = Thread.currentThread();
        Thread hook = new Thread(
                () -> {
                    progress.requestStop();
                    try {
                        training.join(LONGEST_WAIT_MILLISECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "biwaa-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Interruption(hook);
    }

    /** Stops listening. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, because of us.
        }
    }
}
