package io.github.biwaa.benchmark;

import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import java.io.IOException;

/**
 * Runs the trainings of a sweep somewhere: in this JVM, in processes of their own, on a cluster. All that a runner needs lies in the folder of the
 * sweep, and so does all that it leaves: {@link SweepFolder#configuration} holds the settings, {@link SweepFolder#runFolder} gets the result.
 */
public interface JobRunner {

    /**
     * Trains one job to its end, from its last checkpoint if there is one. Called by several threads at once, one job each.
     *
     * @param device to compute on, such as cpu or cuda:0
     * @param listener is told when the training begins, and how it goes; not how it ends
     * @return false if the training was stopped before its end
     * @throws io.github.biwaa.BiwaaException if the training fails; other jobs go on
     * @throws IOException if this runner cannot run trainings at all; the sweep ends
     */
    boolean run(SweepFolder folder, BenchmarkJob job, String device, SweepListener listener)
            throws IOException, InterruptedException;

    /**
     * @param devices what trainings take turns on
     * @return how many jobs to hand over at once where nobody says
     */
    default int sideBySide(int devices) {
        return devices;
    }

    /** Asks all trainings that run to stop after the step they are in; called on another thread. */
    void stop();
}
