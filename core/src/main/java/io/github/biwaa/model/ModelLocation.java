package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the model that a person means: a model folder, a run-N folder, or a whole run folder, whose last finished run counts; or the folder of several
 * trainings whose summary.json names the best of them. A run is finished when summary.json lists it; without a summary, as in folders of which somebody copied only the models, the highest run with a model counts.
 */
public final class ModelLocation {
    private static final Pattern RUN = Pattern.compile("run-([0-9]{1,6})");
    private static final String MODEL = "model";
    private static final String SUMMARY = "summary.json";

    private ModelLocation() {}

    /** What of summary.json matters here. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Summary(List<Finished> runs, String best) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Finished(int run) {}

    /**
     * @param path a model folder, a run-N folder or a run folder
     * @return the model folder
     * @throws BiwaaException if there is no model, or the run folder's summary.json cannot be read
     */
    public static Path resolve(Path path) {
        if (isModel(path)) {
            return path;
        }
        if (isModel(path.resolve(MODEL))) {
            return path.resolve(MODEL);
        }
        Path folder = best(path);
        Path summary = folder.resolve(SUMMARY);
        Optional<Path> run = Files.exists(summary) ? lastFinished(summary) : highest(folder);
        return run.map(chosen -> chosen.resolve(MODEL))
                .filter(ModelLocation::isModel)
                .orElseThrow(() -> new BiwaaException(path
                        + (Files.exists(path) ? " holds no finished model" : " does not exist")
                        + ". Expected a run folder that `biwaa train` left, its run-N or its model folder."));
    }

    /** @return the training that a folder of several recommends; the folder itself if it is of another kind */
    private static Path best(Path folder) {
        Path summary = folder.resolve(SUMMARY);
        String name = Files.exists(summary) ? Json.read(summary, Summary.class).best() : null;
        return name == null ? folder : folder.resolve(Path.of(name).getFileName());
    }

    private static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve(ModelFolder.DESCRIPTION));
    }

    private static Optional<Path> lastFinished(Path summary) {
        List<Finished> runs = Json.read(summary, Summary.class).runs();
        return runs == null || runs.isEmpty() || runs.get(runs.size() - 1) == null
                ? Optional.empty()
                : Optional.of(summary.resolveSibling(
                        "run-" + runs.get(runs.size() - 1).run()));
    }

    private static Optional<Path> highest(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> number(entry) >= 0 && isModel(entry.resolve(MODEL)))
                    .max(Comparator.comparingInt(ModelLocation::number));
        } catch (IOException e) {
            throw new BiwaaException("cannot look into " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    private static int number(Path run) {
        Matcher matcher = RUN.matcher(run.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
