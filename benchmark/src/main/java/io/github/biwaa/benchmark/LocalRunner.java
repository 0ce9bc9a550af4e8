package io.github.biwaa.benchmark;

import io.github.biwaa.StoppedException;
import io.github.biwaa.benchmark.job.BenchmarkJob;
import io.github.biwaa.benchmark.job.SweepFolder;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.Training;
import io.github.biwaa.training.TrainingListener;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Trains in this JVM, one job after the other: libtorch has one number of compute threads per process. */
final class LocalRunner implements JobRunner {
    private volatile boolean stopping;

    @Override
    public synchronized boolean run(SweepFolder folder, BenchmarkJob job, String device, TrainingListener listener) {
        if (stopping) {
            return false;
        }
        Map<String, String> settings = new LinkedHashMap<>(SettingsYaml.values(folder.configuration(job)));
        settings.put("device", device);
        folder.began(job, ProcessHandle.current());
        try (Domains<Samples> domains = data(settings).read()) {
            OptionalDouble scale = domains.source().featureScale();
            int size = domains.target().size();
            DataFacts facts =
                    scale.isPresent() ? DataFacts.embeddings(size, scale.getAsDouble()) : DataFacts.pictures(size);
            new Training(
                            TrainingConfiguration.of(settings, facts),
                            domains,
                            folder.runFolder(job),
                            TrainingListener.of(List.of(listener, new Stop())))
                    .run(RunFolder.Existing.RESUME);
            return true;
        } catch (StoppedException e) {
            return false;
        }
    }

    /** Where the domains are does not depend on what they hold. */
    private static DataSettings data(Map<String, String> settings) {
        SampleKind kind = DomainLocation.of(Path.of(settings.get("source"))).kind();
        return TrainingConfiguration.of(settings, DataFacts.assumed(kind)).data();
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
