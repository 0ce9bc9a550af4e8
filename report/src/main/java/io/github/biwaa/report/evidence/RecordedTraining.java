package io.github.biwaa.report.evidence;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.run.Provenance;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A run folder as it stands, finished or not, without its pictures and networks: cheap enough to be read every other second.
 *
 * @param folder where it is
 * @param name what it is called on a page
 * @param settings config.yaml, in its order
 * @param provenance where it comes from, if the folder says so
 * @param runs those that have begun
 * @param model the description of the last finished run's model
 */
public record RecordedTraining(
        RunFolder folder,
        String name,
        Map<String, String> settings,
        Optional<Provenance> provenance,
        List<RecordedRun> runs,
        Optional<ModelDescription> model) {

    /** Copies the list. */
    public RecordedTraining {
        runs = List.copyOf(runs);
    }

    /** @return the same training under another name */
    public RecordedTraining named(String other) {
        return new RecordedTraining(folder, other, settings, provenance, runs, model);
    }

    /** @return whether a folder holds a training */
    public static boolean isTraining(Path path) {
        return Files.isRegularFile(new RunFolder(path).configuration());
    }

    /**
     * Reads a run folder.
     *
     * @throws BiwaaException if it holds no training, or its files are broken
     */
    public static RecordedTraining read(Path path) {
        RunFolder folder = new RunFolder(path);
        if (!isTraining(path)) {
            throw new BiwaaException(path + (Files.exists(path) ? " holds no training" : " does not exist")
                    + ": expected a run folder with config.yaml, as `biwaa train` leaves it.");
        }
        List<RunSummary> finished = folder.finishedRuns();
        folder.checkConfiguration();
        List<RecordedRun> runs = new ArrayList<>();
        for (int run = 0; run < finished.size() || Files.exists(folder.metrics(run)); run++) {
            Optional<RunSummary> summary = run < finished.size() ? Optional.of(finished.get(run)) : Optional.empty();
            runs.add(new RecordedRun(run, folder.readMetrics(run), summary));
        }
        Optional<ModelDescription> model = finished.isEmpty()
                ? Optional.empty()
                : Optional.of(folder.model(finished.size() - 1))
                        .filter(Files::exists)
                        .map(ModelFolder::describe);
        Path name = path.toAbsolutePath().normalize().getFileName();
        return new RecordedTraining(
                folder,
                name == null ? path.toString() : name.toString(),
                settings(folder.configuration()),
                folder.provenance(),
                runs,
                model);
    }

    private static Map<String, String> settings(Path file) {
        try {
            Object root = SettingsYaml.read(file);
            if (root instanceof Map<?, ?> mapping) {
                Map<String, String> settings = new LinkedHashMap<>();
                mapping.forEach((key, value) -> settings.put(String.valueOf(key), String.valueOf(value)));
                return settings;
            }
            throw new BiwaaException(file + " is no configuration: expected lines of the form \"key: value\".");
        } catch (IOException e) {
            throw new BiwaaException("cannot read the configuration " + file + ": " + AtomicFile.reason(e) + ".", e);
        } catch (YamlEngineException e) {
            throw new BiwaaException(file + " is no configuration: " + e.getMessage(), e);
        }
    }

    /** @return the name of a method */
    public String method() {
        return settings.getOrDefault("method", "unknown");
    }

    /** @return steps of each run; 0 if config.yaml does not say */
    public int iterations() {
        return number("iterations");
    }

    /** @return a whole number of config.yaml; 0 if it does not say */
    public int number(String setting) {
        try {
            return Integer.parseInt(settings.getOrDefault(setting, "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** @return the last finished run, if there is one */
    public Optional<RecordedRun> lastFinished() {
        return runs.stream().filter(run -> run.summary().isPresent()).reduce((first, second) -> second);
    }
}
