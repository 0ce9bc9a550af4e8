package io.github.biwaa.model;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the model that a person means: a model folder, a run-N folder, or a whole run folder, whose last finished run counts. */
public final class ModelLocation {
    private static final Pattern RUN = Pattern.compile("run-([0-9]{1,6})");
    private static final String MODEL = "model";

    private ModelLocation() {}

    /**
     * @param path a model folder, a run-N folder or a run folder
     * @return the model folder
     * @throws BiwaaException if there is no model
     */
    public static Path resolve(Path path) {
        if (isModel(path)) {
            return path;
        }
        if (isModel(path.resolve(MODEL))) {
            return path.resolve(MODEL);
        }
        return lastRun(path)
                .orElseThrow(() -> new BiwaaException(path
                        + (Files.exists(path) ? " holds no finished model" : " does not exist")
                        + ". Expected a run folder that `biwaa train` left, its run-N or its model folder."));
    }

    private static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve(ModelFolder.DESCRIPTION));
    }

    private static Optional<Path> lastRun(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> number(entry) >= 0 && isModel(entry.resolve(MODEL)))
                    .max(Comparator.comparingInt(ModelLocation::number))
                    .map(run -> run.resolve(MODEL));
        } catch (IOException e) {
            throw new BiwaaException("cannot look into " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    private static int number(Path run) {
        Matcher matcher = RUN.matcher(run.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
