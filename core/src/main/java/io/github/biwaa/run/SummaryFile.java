package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * summary.json: the finished runs of a folder, and the hashes of what they keep.
 *
 * @param path the file; it need not exist
 */
record SummaryFile(Path path) {

    /**
     * Its content.
     *
     * @param runs the finished ones, in order
     * @param files SHA-256 of what they keep, such as run-0/scores.npy; none in folders of earlier versions
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Summary(List<RunSummary> runs, Map<String, String> files) {
        private Summary {
            files = files == null ? Map.of() : new TreeMap<>(files);
        }
    }

    private Summary read() {
        return Files.exists(path) ? Json.readEditable(path, Summary.class, "files") : new Summary(List.of(), Map.of());
    }

    /**
     * @return the finished runs, in order; none if there is no such file
     * @throws BiwaaException if it is broken
     */
    List<RunSummary> runs() {
        List<RunSummary> runs = read().runs();
        boolean whole = runs != null;
        for (int run = 0; whole && run < runs.size(); run++) {
            whole = runs.get(run) != null && runs.get(run).run() == run;
        }
        if (!whole) {
            throw new BiwaaException(
                    path + " is not a summary of a training: expected \"runs\" with run 0, run 1, ...");
        }
        return List.copyOf(runs);
    }

    /**
     * Adds a run.
     *
     * @param kept what it keeps, if it is there
     */
    void add(RunSummary run, List<Path> kept) {
        List<RunSummary> runs = new ArrayList<>(runs());
        runs.removeIf(earlier -> earlier.run() >= run.run());
        // Hashes of earlier runs are not computed again: damage since then must not be taken for what was written.
        Map<String, String> files = new TreeMap<>(read().files());
        files.keySet()
                .removeIf(name -> runs.stream().noneMatch(earlier -> name.startsWith("run-" + earlier.run() + "/")));
        kept.stream().filter(Files::exists).forEach(file -> files.put(name(file), hash(file)));
        runs.add(run);
        Json.writeSealed(path, new Summary(runs, files));
    }

    /** Enters a file of a finished run that came later. */
    void enter(Path file) {
        Summary before = read();
        Map<String, String> files = new TreeMap<>(before.files());
        files.put(name(file), hash(file));
        Json.writeSealed(path, new Summary(before.runs(), files));
    }

    /** @return whether a file is there and was written whole; in folders of earlier versions, whether it is there */
    boolean isEntered(Path file) {
        Map<String, String> files = read().files();
        return Files.exists(file) && (files.isEmpty() || files.containsKey(name(file)));
    }

    /** @return whether a file of a run is what it has written, as far as that is known */
    boolean isWhole(Path file) {
        Map<String, String> files = read().files();
        boolean known = files.keySet().stream().anyMatch(name -> name.startsWith(run(file)));
        return !known || Files.exists(file) && hash(file).equals(files.get(name(file)));
    }

    static String hash(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private static String run(Path file) {
        return file.getName(file.getNameCount() - 2) + "/";
    }

    private static String name(Path file) {
        return run(file) + file.getFileName();
    }
}
