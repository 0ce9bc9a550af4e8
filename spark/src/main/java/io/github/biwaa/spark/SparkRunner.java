package io.github.biwaa.spark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.ClusterTraining;
import io.github.biwaa.benchmark.SweepListener;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver of a sweep: each training is a job of Spark with one task. Spark queues what it has no executor for. */
final class SparkRunner implements ClusterTraining.Runner {
    private static final Logger LOG = LoggerFactory.getLogger(SparkRunner.class);
    /** Each waits on a thread of the driver. */
    private static final int AT_ONCE = 64;
    /** Attributes that a network's file system remembers are older than that at most. */
    private static final int SIGHT_SECONDS = 60;

    private final SparkConf configuration;
    private final String mainClass;
    private final int sightSeconds;
    private @Nullable JavaSparkContext context;
    private @Nullable SharedFolder shared;
    private volatile boolean stopping;

    SparkRunner(SparkConf configuration, String mainClass) {
        this(configuration, mainClass, SIGHT_SECONDS);
    }

    /** @param sightSeconds how long an executor may take to see the folder of the sweep */
    SparkRunner(SparkConf configuration, String mainClass, int sightSeconds) {
        // Two attempts at once would train in one folder.
        this.configuration = configuration.set("spark.speculation", "false");
        this.mainClass = mainClass;
        this.sightSeconds = sightSeconds;
    }

    @Override
    public int sideBySide(int devices) {
        return AT_ONCE;
    }

    /** @return null if the sweep is to end */
    private synchronized @Nullable JavaSparkContext cluster(SweepFolder folder) throws IOException {
        if (context == null && !stopping) {
            shared = SharedFolder.begin(folder.path());
            try {
                context = SparkApplication.start(configuration, JavaSparkContext::new);
            } catch (BiwaaException e) {
                // Not this training failed, and no other need try.
                stopping = true;
                throw new IOException(e.getMessage(), e);
            }
        }
        return context;
    }

    private synchronized SharedFolder shared() {
        if (shared == null) {
            throw new IllegalStateException("no folder before the cluster");
        }
        return shared;
    }

    @Override
    public boolean run(SweepFolder folder, BenchmarkJob job, String device, SweepListener listener)
            throws IOException, InterruptedException {
        JavaSparkContext cluster = cluster(folder);
        if (cluster == null || stopping) {
            return false;
        }
        JobFiles files = JobFiles.of(folder, job);
        files.clear();
        TrainingTask task = new TrainingTask(
                shared(), files, mainClass, Path.of("").toAbsolutePath().toString(), sightSeconds);
        cluster.setJobDescription(job.id());
        JobHearing hearing = new JobHearing(Path.of(files.progress()), job, listener);
        TrainingTask.Outcome outcome =
                outcome(cluster, cluster.parallelize(List.of(0), 1).map(task).collectAsync(), hearing);
        hearing.hear();
        files.endProgress();
        switch (outcome.state()) {
            case FINISHED:
                return true;
            case STOPPED:
                return false;
            case FAILED:
                throw new BiwaaException(outcome.reason());
            default:
                stop();
                throw new IOException("the executor on " + outcome.reason() + " does not see the folder of the sweep, "
                        + shared().folder() + ". It must lie, under the same path, on a file system that all machines"
                        + " of the cluster share, and so must the data");
        }
    }

    private TrainingTask.Outcome outcome(
            JavaSparkContext cluster, JavaFutureAction<List<TrainingTask.Outcome>> action, JobHearing hearing)
            throws IOException, InterruptedException {
        try {
            while (true) {
                try {
                    return action.get(1, TimeUnit.SECONDS).get(0);
                } catch (TimeoutException e) {
                    hearing.hear();
                }
                if (stopping && !hearing.hasBegun()) {
                    action.cancel(true);
                    return TrainingTask.Outcome.stopped();
                }
            }
        } catch (CancellationException e) {
            return TrainingTask.Outcome.stopped();
        } catch (ExecutionException e) {
            if (cluster.sc().isStopped()) {
                throw new IOException("Spark has ended: " + SparkApplication.reason(e), e);
            }
            throw new BiwaaException("Spark gave it up: " + SparkApplication.reason(e), e);
        } catch (InterruptedException e) {
            action.cancel(true);
            throw e;
        }
    }

    @Override
    public void stop() {
        stopping = true;
        SharedFolder folder;
        synchronized (this) {
            folder = shared;
        }
        if (folder != null) {
            folder.stop();
        }
    }

    @Override
    public synchronized void close() {
        if (context != null) {
            context.close();
            context = null;
        }
        if (shared != null) {
            try {
                shared.end();
            } catch (IOException e) {
                LOG.warn("Cannot delete a file in {}: {}.", shared.folder(), e.getMessage());
            }
            shared = null;
        }
    }
}
