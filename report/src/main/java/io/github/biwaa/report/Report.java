package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.StoppedException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.report.evidence.Evidence;
import io.github.biwaa.report.evidence.EvidenceReader;
import io.github.biwaa.report.evidence.FeatureMaps;
import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.report.evidence.Replayed;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.TrainingReplay;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A report of one or several trainings, side by side.
 *
 * <pre>{@code
 * Report report = new Report(Progress.SILENT);
 * report.add(RecordedTraining.read(Path.of("runs/mine")), configuration);
 * report.write(Path.of("report.html"));
 * }</pre>
 */
public final class Report {
    /** Most samples of a domain in a feature map unless another number is chosen. */
    public static final int DEFAULT_MAP_POINTS = 600;

    private static final long WHOLE = 1000;
    private static final double SHARING = 0.15;

    private final Progress listener;
    private final List<Entry> entries = new ArrayList<>();
    private int mapPoints = DEFAULT_MAP_POINTS;

    private record Entry(
            RecordedTraining training, Optional<TrainingConfiguration> configuration, List<String> notes) {}

    /** @param listener receives how far the report is, in thousandths, and what is left out and why */
    public Report(Progress listener) {
        this.listener = listener;
    }

    /**
     * Sets how large feature maps are. They take most of the time of a report, which grows with their size.
     *
     * @param most samples of a domain in a map, evenly spread; 0 leaves maps out
     * @throws InvalidSettingException if it is neither 0 nor at least {@value FeatureMaps#FEWEST}
     */
    public void mapPoints(int most) {
        if (most != 0 && most < FeatureMaps.FEWEST) {
            throw new InvalidSettingException(
                    "map-points: " + most + ", expected at least " + FeatureMaps.FEWEST + ", or 0 for no maps");
        }
        mapPoints = most;
    }

    /**
     * Adds a training with what its folder alone says.
     *
     * @param notes what the page shall say about what is missing
     */
    public void add(RecordedTraining training, String... notes) {
        entries.add(new Entry(training, Optional.empty(), List.of(notes)));
    }

    /**
     * Adds a training with what its pictures and networks say. What cannot be had any more, such as pictures that were moved away, is left out, and
     * the page says so.
     *
     * @param configuration what the training's config.yaml says
     */
    public void add(RecordedTraining training, TrainingConfiguration configuration) {
        entries.add(new Entry(training, Optional.of(configuration), List.of()));
    }

    /**
     * Reads what the trainings left and writes the page; the file appears whole.
     *
     * @throws BiwaaException if it cannot be written
     */
    public void write(Path file) {
        @Nullable FeatureMaps maps = mapPoints == 0 ? null : new FeatureMaps(mapPoints);
        List<ReportedTraining> trainings = new ArrayList<>();
        double all = entries.stream().mapToDouble(this::work).sum();
        double done = 0;
        for (Entry entry : entries) {
            double before = done;
            Task task = new Task("report, " + entry.training().name());
            DoubleConsumer progress =
                    share -> listener.report(task, Math.round(WHOLE * (before + share * work(entry)) / all), WHOLE);
            progress.accept(0);
            List<String> notes = new ArrayList<>(entry.notes());
            Optional<Evidence> evidence = entry.configuration()
                    .flatMap(configuration -> evidence(entry.training(), configuration, maps, notes, progress));
            trainings.add(new ReportedTraining(entry.training(), evidence, notes, trainings.size()));
            done += work(entry);
        }
        AtomicFile.writeText(file, new ReportPage(trainings, Instant.now(), listener::noted).document());
    }

    /** About how long a training takes, next to others: one with a frozen backbone shares most with the first. */
    private double work(Entry entry) {
        boolean shares = entry != entries.get(0)
                && entry.configuration()
                        .filter(one -> one.freeze().equals(Freeze.BACKBONE))
                        .isPresent();
        return shares ? SHARING : 1;
    }

    private Optional<Evidence> evidence(
            RecordedTraining training,
            TrainingConfiguration configuration,
            @Nullable FeatureMaps maps,
            List<String> notes,
            DoubleConsumer progress) {
        if (training.lastFinished().isEmpty()) {
            notes.add("No run has finished: there are no predictions yet.");
            return Optional.empty();
        }
        try (Domains<Samples> data = configuration.data().read();
                TrainingReplay replay = TrainingReplay.open(configuration, data, Progress.SILENT)) {
            EvidenceReader reader = new EvidenceReader(new Replayed(training, configuration, replay), message -> {
                listener.noted(training.name() + ": " + message);
                notes.add(message);
            });
            return Optional.of(reader.read(maps, progress));
        } catch (StoppedException e) {
            throw e;
        } catch (BiwaaException e) {
            listener.noted(training.name() + ": " + e.getMessage());
            notes.add("Pictures, predictions and features are left out: " + e.getMessage());
            return Optional.empty();
        }
    }
}
