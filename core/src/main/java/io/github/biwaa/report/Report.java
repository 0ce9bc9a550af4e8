package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.PreparationListener;
import io.github.biwaa.training.TrainingData;
import io.github.biwaa.training.TrainingReplay;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A report of one or several trainings, side by side.
 *
 * <pre>{@code
 * Report report = new Report(message -> {});
 * report.add(RecordedTraining.read(Path.of("runs/mine")), configuration);
 * report.write(Path.of("report.html"));
 * }</pre>
 */
public final class Report {
    private final Consumer<String> messages;
    private final List<ReportedTraining> trainings = new ArrayList<>();

    /** @param messages told what goes on, for people */
    public Report(Consumer<String> messages) {
        this.messages = messages;
    }

    /**
     * Adds a training with what its folder alone says.
     *
     * @param notes what the page shall say about what is missing
     */
    public void add(RecordedTraining training, String... notes) {
        trainings.add(new ReportedTraining(training, Optional.empty(), List.of(notes), trainings.size()));
    }

    /**
     * Adds a training with what its pictures and networks say. What cannot be had any more, such as pictures that were moved away, is left out, and
     * the page says so.
     *
     * @param configuration what the training's config.yaml says
     */
    public void add(RecordedTraining training, TrainingConfiguration configuration) {
        List<String> notes = new ArrayList<>();
        trainings.add(
                new ReportedTraining(training, evidence(training, configuration, notes), notes, trainings.size()));
    }

    private Optional<Evidence> evidence(
            RecordedTraining training, TrainingConfiguration configuration, List<String> notes) {
        if (training.lastFinished().isEmpty()) {
            notes.add("No run has finished: there are no predictions yet.");
            return Optional.empty();
        }
        try (TrainingData data = TrainingData.read(configuration.data());
                TrainingReplay replay = TrainingReplay.open(configuration, data, new PreparationListener() {})) {
            messages.accept("Looking at the pictures and features of " + training.name() + " ...");
            return Optional.of(EvidenceReader.read(training, configuration, replay, message -> {
                messages.accept(message);
                notes.add(message);
            }));
        } catch (BiwaaException e) {
            messages.accept(training.name() + ": " + e.getMessage());
            notes.add("Pictures, predictions and features are left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Writes the page; the file appears whole.
     *
     * @throws BiwaaException if it cannot be written
     */
    public void write(Path file) {
        AtomicFile.writeText(file, ReportPage.document(trainings, Instant.now()));
    }
}
