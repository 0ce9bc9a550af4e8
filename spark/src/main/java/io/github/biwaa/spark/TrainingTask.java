package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.ProcessRunner;
import io.github.biwaa.benchmark.TrainingEnd;
import io.github.biwaa.file.LeaseWatch;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.torch.DeviceChoice;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;

/**
 * One training, on an executor.
 *
 * @param folder of the sweep
 * @param files of the training
 * @param mainClass the class of the command
 * @param workingFolder of the driver
 * @param sightSeconds how long the executor may take to see the folder
 */
record TrainingTask(SharedFolder folder, JobFiles files, String mainClass, String workingFolder, int sightSeconds)
        implements Function<Integer, TrainingTask.Outcome> {
    /** A lease runs out in two minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final long POLL_MILLISECONDS = 500;
    /** For the step that it is in, and a checkpoint. */
    private static final long GRACE_SECONDS = 60;

    /** How a task ends that Spark did not lose. */
    enum State {
        FINISHED,
        STOPPED,
        FAILED,
        /** The executor does not see the folder of the sweep. */
        FOLDER_UNSEEN
    }

    /**
     * How it ended.
     *
     * @param reason why, if it failed
     */
    record Outcome(State state, String reason) implements Serializable {
        static Outcome stopped() {
            return new Outcome(State.STOPPED, "");
        }
    }

    @Override
    public Outcome call(Integer none) throws IOException, InterruptedException {
        TaskContext task = TaskContext.get();
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        SharedFolder.Order order = folder.await(Duration.ofSeconds(sightSeconds));
        if (order == SharedFolder.Order.NONE) {
            return new Outcome(State.FOLDER_UNSEEN, host);
        }
        if (order == SharedFolder.Order.STOP) {
            return Outcome.stopped();
        }
        files.tell(new JobFiles.Beginning(host, task.attemptNumber()));
        files.log("On " + host + ", attempt " + (task.attemptNumber() + 1) + ".");
        try {
            RunFolder runFolder = new RunFolder(Path.of(files.runFolder()));
            LeaseWatch.await(
                    runFolder.leaseFile(),
                    "the run folder " + runFolder.path(),
                    PATIENCE,
                    this::note,
                    () -> ends(task));
        } catch (BiwaaException e) {
            return new Outcome(State.FAILED, String.valueOf(e.getMessage()));
        }
        return ends(task) ? Outcome.stopped() : train(task);
    }

    private boolean ends(TaskContext task) {
        return task.isInterrupted() || folder.look() == SharedFolder.Order.STOP;
    }

    private void note(String text) {
        try {
            files.tell(new JobFiles.Note(text));
            files.log(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Outcome train(TaskContext task) throws IOException, InterruptedException {
        DeviceChoice device = TaskShare.choice(task.resourcesJMap());
        List<String> command = new ArrayList<>();
        command.add(mainClass);
        command.addAll(ProcessRunner.arguments(files.configuration(), files.runFolder(), device.setting()));
        command.addAll(List.of("--threads", Integer.toString(task.cpus())));
        Process process =
                TrainingProcess.start(command, device.equals(DeviceChoice.CPU), Path.of(workingFolder), files);
        try {
            boolean stopping = false;
            while (!stopping && !process.waitFor(POLL_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                stopping = ends(task);
            }
            if (stopping) {
                end(process);
                return Outcome.stopped();
            }
        } finally {
            process.destroyForcibly();
        }
        TrainingEnd end = new TrainingEnd(process.exitValue(), Path.of(files.log()));
        if (end.isWhole()) {
            return new Outcome(State.FINISHED, "");
        }
        return end.isStopped() ? Outcome.stopped() : new Outcome(State.FAILED, end.reason());
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
    }
}
