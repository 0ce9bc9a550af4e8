package io.github.biwaa.benchmark.job;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.LeaseWatch;
import io.github.biwaa.file.Links;
import io.github.biwaa.file.RunningProcess;
import io.github.biwaa.model.Json;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.TargetPredictions;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;

/**
 * The folder of a sweep.
 *
 * <pre>
 * recipe.yaml                   the recipe it follows
 * lists/                        what trainings read: one list per domain, the class names
 * jobs/biwaa-A2W-42.yaml        the flags of a training
 * jobs/biwaa-A2W-42.log         what it said
 * jobs/biwaa-A2W-42.json        the process that trains it, or why it failed
 * biwaa/A2W/seed-42/            its run folder
 * table.txt, .csv, .md, .json   the results
 * </pre>
 *
 * @param path the folder
 */
public record SweepFolder(Path path) {
    /**
     * Content of a job's JSON file.
     *
     * @param process the number of the process that trains, or 0 if it ended
     * @param started when that process started, in milliseconds since 1970; numbers of processes are used again
     * @param failure why it failed, or empty
     */
    record Note(long process, long started, String failure) {}

    /** method/task/seed-42/config.yaml */
    private static final int RUN_DEPTH = 4;

    /** @return the folder of the lists */
    public Path lists() {
        return path.resolve("lists");
    }

    /** @return the run folder of a training */
    public RunFolder runFolder(BenchmarkJob job) {
        Path folder = path.resolve(job.method()).resolve(job.task().id()).resolve("seed-" + job.seed());
        Links.refuse(path, folder);
        return new RunFolder(folder);
    }

    /** @return the file with the flags of a training */
    public Path configuration(BenchmarkJob job) {
        return file(job, ".yaml");
    }

    /** @return where a training's messages go */
    public Path log(BenchmarkJob job) {
        return file(job, ".log");
    }

    private Path note(BenchmarkJob job) {
        return file(job, ".json");
    }

    private Path file(BenchmarkJob job, String ending) {
        Path file = path.resolve("jobs").resolve(job.id() + ending);
        Links.refuse(path, file);
        return file;
    }

    /** @return whether an earlier sweep left something here */
    public boolean used() {
        return Files.exists(path.resolve("jobs"));
    }

    /** @return whether any training was begun here, by whatever sweep */
    public boolean begun() {
        if (!Files.isDirectory(path)) {
            return false;
        }
        try (Stream<Path> files = Files.find(
                path,
                RUN_DEPTH,
                (file, attributes) -> file.equals(new RunFolder(file.resolveSibling("")).configuration()))) {
            return files.findAny().isPresent();
        } catch (IOException | UncheckedIOException e) {
            throw new BiwaaException("cannot read " + path + ": " + e.getMessage() + ".", e);
        }
    }

    /** Writes a file of the folder. */
    public Path write(String name, String text) {
        Path file = path.resolve(name);
        AtomicFile.writeText(file, text);
        return file;
    }

    /**
     * Writes the flags of a training.
     *
     * @param domains where source and target lie
     * @throws BiwaaException if the training was begun with other settings
     */
    public void writeConfiguration(BenchmarkJob job, Map<String, String> domains) {
        Map<String, String> all = new LinkedHashMap<>(domains);
        all.putAll(job.settings());
        Path file = configuration(job);
        // What was never begun, or ended before its first run folder, may change freely.
        if (Files.exists(file) && Files.exists(runFolder(job).configuration())) {
            Map<String, String> earlier = SimpleYaml.read(file);
            Set<String> differing = new HashSet<>(all.keySet());
            differing.addAll(earlier.keySet());
            Set<String> free = TrainingSettings.of(Methods.named(job.method())).free();
            differing.removeIf(
                    key -> free.contains(key) || earlier.getOrDefault(key, "").equals(all.getOrDefault(key, "")));
            if (!differing.isEmpty()) {
                throw new BiwaaException(path + " holds " + job.id() + " with other settings: "
                        + differing.stream()
                                .sorted()
                                .map(key -> key + " " + earlier.getOrDefault(key, "unset") + " instead of "
                                        + all.getOrDefault(key, "unset"))
                                .collect(Collectors.joining(", "))
                        + ". Use the same settings, or another folder.");
            }
        }
        SimpleYaml.write(file, all);
    }

    /** @return what a training left so far */
    public JobOutcome outcome(BenchmarkJob job) {
        List<RunSummary> runs = runFolder(job).finishedRuns();
        if (runs.size() >= job.runs()) {
            return new JobOutcome(job, JobState.FINISHED, "", runs.subList(0, job.runs()));
        }
        String failure = Files.exists(note(job)) ? readNote(job).failure() : "";
        return new JobOutcome(job, failure.isEmpty() ? JobState.MISSING : JobState.FAILED, failure, runs);
    }

    /**
     * @return the class number that a finished training predicts for each target sample, in list order; empty if its folder does not say,
     *     because an earlier version made it, or the scores were deleted or damaged: a table does not fail for that
     */
    public Optional<int[]> predicted(JobOutcome outcome) {
        RunSummary last = outcome.lastRun();
        TargetPredictions predictions = last.predictions();
        if (predictions == null) {
            return Optional.empty();
        }
        try (PointerScope scope = new PointerScope()) {
            return Optional.of(Tensors.largestOfRows(runFolder(outcome.job())
                    .readScores(
                            last.run(),
                            predictions.samples(),
                            predictions.perClass().size())));
        } catch (BiwaaException e) {
            return Optional.empty();
        }
    }

    /** Notes that a process trains it from now on. */
    public void began(BenchmarkJob job, ProcessHandle process) {
        RunningProcess here = RunningProcess.of(process);
        Json.write(note(job), new Note(here.number(), here.started(), ""));
    }

    /** Notes that it ended well, or was stopped. */
    public void ended(BenchmarkJob job) {
        try {
            Files.deleteIfExists(note(job));
        } catch (IOException e) {
            throw new BiwaaException("cannot delete " + note(job) + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** Notes that it failed, and why. */
    public void failed(BenchmarkJob job, String reason) {
        Json.write(note(job), new Note(0, 0, reason));
    }

    /**
     * Waits two minutes at most for what other machines may still train.
     *
     * @throws BiwaaException if a process of an earlier sweep, one that was killed, still trains one of these, or somebody else does, on whatever machine;
     *     two would spoil each other's files
     */
    public void checkNotRunning(List<BenchmarkJob> jobs) {
        jobs.forEach(this::checkNotRunning);
        Map<Path, String> leases = new LinkedHashMap<>();
        for (BenchmarkJob job : jobs) {
            RunFolder folder = runFolder(job);
            leases.put(folder.leaseFile(), "the run folder " + folder.path());
        }
        LeaseWatch.requireFree(leases);
    }

    private void checkNotRunning(BenchmarkJob job) {
        if (!Files.exists(note(job))) {
            return;
        }
        Note note = readNote(job);
        if (note.process() != 0 && new RunningProcess(note.process(), note.started()).isAlive()) {
            throw new BiwaaException("process " + note.process() + ", left by a sweep that was killed, still trains "
                    + job.id() + " in " + path + ". Let it finish or end it, then resume the sweep.");
        }
    }

    private Note readNote(BenchmarkJob job) {
        return Json.read(note(job), Note.class);
    }
}
