package io.github.biwaa.torch.distributed;

import java.util.concurrent.Executor;

/**
 * Runs what may never return: each on a thread of its own, which keeps no process from ending.
 *
 * @param name of the threads
 */
record Aside(String name) implements Executor {
    @Override
    public void execute(Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
