package io.github.biwaa.benchmark;

import io.github.biwaa.StoppedException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingListener;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trains in this JVM, one job after the other: libtorch has one number of compute threads per process. */
final class LocalRunner implements JobRunner {
    private volatile boolean stopping;

    @Override
    public synchronized boolean run(SweepFolder folder, BenchmarkJob job, String device, SweepListener listener) {
        if (stopping) {
            return false;
        }
        Map<String, String> settings = new LinkedHashMap<>(SettingsYaml.values(folder.configuration(job)));
        settings.put("device", device);
        folder.began(job, ProcessHandle.current());
        listener.jobStarted(job);
        try {
            Adaptation.of(TrainingSettings.parse(settings))
                    .out(folder.runFolder(job).path())
                    .existing(RunFolder.Existing.RESUME)
                    .listener(listener.listenerOf(job))
                    .listener(new Stop())
                    .train();
            return true;
        } catch (StoppedException e) {
            return false;
        }
    }

    @Override
    public void stop() {
        stopping = true;
    }

    private final class Stop implements TrainingListener {
        @Override
        public boolean stopRequested() {
            return stopping;
        }
    }
}
