package io.github.biwaa.run;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Lease;
import io.github.biwaa.file.LeaseTerms;
import io.github.biwaa.file.Links;
import io.github.biwaa.model.Json;
import io.github.biwaa.torch.file.Npy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that a training leaves, and the contract between commands: config.yaml, summary.json, provenance.json and a folder per run with metrics.csv,
 * scores.npy and model/. Files appear whole; a run is finished when summary.json lists it.
 *
 * @param path the folder
 */
public record RunFolder(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
    private static final String SUMMARY = "summary.json";
    private static final String CONFIGURATION = "config.yaml";
    private static final String PROVENANCE = "provenance.json";
    private static final String PROGRESS = "progress.json";
    private static final String LOCK = ".lock";
    private static final String LEASE = ".lease";
    private static final String RUN = "run-\\d{1,9}";
    /** run-0/checkpoint/step-500.json */
    private static final int DEPTH = 3;

    /** What to do with a folder that holds a training already. */
    public enum Existing {
        /** Refuse it. */
        REFUSE,
        /** Delete what the earlier training left. */
        OVERWRITE,
        /** Keep the finished runs and go on with the next. */
        RESUME
    }

    /**
     * Checks that a training may be written here, and makes the folder; what an earlier training left stays as it is.
     *
     * @throws BiwaaException if the folder cannot be written to, or holds a training and that is to be refused
     */
    public void check(Existing existing) {
        boolean used = Files.exists(file(CONFIGURATION)) || Files.exists(file(SUMMARY)) || Files.exists(run(0));
        if (used && existing == Existing.REFUSE) {
            throw new BiwaaException(
                    path + " already holds a training. Resume it, overwrite it, or use another folder.");
        }
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new BiwaaException(
                    "cannot make the folder " + path + ": " + AtomicFile.reason(e) + ". Choose another folder.", e);
        }
        if (!Files.isWritable(path)) {
            throw new BiwaaException(
                    "cannot write to the folder " + path + ": it is read-only. Choose another folder.");
        }
        try {
            Links.refuse(path, file(LOCK));
            Links.refuse(path, leaseFile());
            written().forEach(file -> Links.refuse(path, file));
        } catch (IOException | UncheckedIOException e) {
            throw new BiwaaException("cannot read the folder " + path + ": " + e.getMessage() + ".", e);
        }
    }

    /**
     * Keeps other processes from training here, those of other machines too.
     *
     * @return the caller's to close
     * @throws BiwaaException if somebody trains here already; the message says who
     */
    Lease lock(LeaseTerms terms) {
        Lease lease;
        try {
            lease = Lease.acquire(lockFile(), leaseFile(), "the run folder " + path, terms);
        } catch (IOException e) {
            throw new BiwaaException("cannot write a lock into " + path + ": " + AtomicFile.reason(e) + ".", e);
        }
        try {
            deleteDrafts();
            return lease;
        } catch (RuntimeException | Error failure) {
            lease.close();
            throw failure;
        }
    }

    /** @return the file by which processes of other machines see that somebody trains here */
    public Path leaseFile() {
        return file(LEASE);
    }

    Path lockFile() {
        return file(LOCK);
    }

    /** Deletes what a training writes, and its report, and nothing else that may lie in the folder. */
    public void clear() {
        try {
            for (Path entry : entries()) {
                if (isWritten(entry) || entry.getFileName().toString().equals("report.html")) {
                    deleteTree(entry);
                }
            }
        } catch (IOException e) {
            throw new BiwaaException("cannot clear the folder " + path + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.toList();
        }
    }

    /** Whether an entry is one that a training writes, or was to become one. */
    private static boolean isWritten(Path entry) {
        String name = AtomicFile.nameOfDraft(entry).orElse(entry.getFileName().toString());
        return name.matches(RUN)
                || Set.of(SUMMARY, CONFIGURATION, PROVENANCE, PROGRESS).contains(name);
    }

    /** All that a training has written or might write to, links themselves and not what they point to. */
    private List<Path> written() throws IOException {
        List<Path> written = new ArrayList<>();
        for (Path entry : entries()) {
            if (isWritten(entry)) {
                try (Stream<Path> files = Files.walk(entry, DEPTH)) {
                    files.forEach(written::add);
                }
            }
        }
        return written;
    }

    /** What a kill left half-written; to be called with the lock held. */
    private void deleteDrafts() {
        try {
            for (Path file : written()) {
                if (AtomicFile.nameOfDraft(file).isPresent()) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new BiwaaException("cannot clear the folder " + path + ": " + e.getMessage() + ".", e);
        }
    }

    private static void deleteTree(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Path file(String name) {
        return path.resolve(name);
    }

    /** @return the folder of run r */
    public Path run(int run) {
        return path.resolve("run-" + run);
    }

    /** @return where run r keeps its model */
    public Path model(int run) {
        return run(run).resolve("model");
    }

    /** @return where run r keeps what it needs to go on */
    public CheckpointFolder checkpoints(int run) {
        return new CheckpointFolder(run(run).resolve("checkpoint"));
    }

    /** @return whether there is something to go on with: finished runs, or one that was saved on its way */
    public boolean holdsWork() {
        int finished = finishedRuns().size();
        return finished > 0 || checkpoints(finished).isUsed();
    }

    /** @return where run r logs its steps */
    public Path metrics(int run) {
        return run(run).resolve("metrics.csv");
    }

    /** Writes config.yaml. */
    public void writeConfiguration(String yaml) {
        AtomicFile.writeText(file(CONFIGURATION), yaml);
    }

    /** Deletes config.yaml: nothing was trained by it. */
    void deleteConfiguration() {
        delete(configuration());
    }

    /** @return where progress.json lies, while there is one */
    public Path progress() {
        return file(PROGRESS);
    }

    /** Writes progress.json. */
    public void writeWorkAtHand(WorkAtHand work) {
        Json.write(progress(), work);
    }

    /** Deletes progress.json. */
    public void deleteWorkAtHand() {
        delete(progress());
    }

    /** @return what a training here is doing between steps, as it last said; empty if it does steps, or none is under way */
    public Optional<WorkAtHand> workAtHand() {
        try {
            return Files.exists(progress()) ? Optional.of(Json.read(progress(), WorkAtHand.class)) : Optional.empty();
        } catch (BiwaaException e) {
            // It went between the two.
            LOG.debug("cannot read {}", progress(), e);
            return Optional.empty();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot delete " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** @return where config.yaml lies */
    public Path configuration() {
        return file(CONFIGURATION);
    }

    /** @return where provenance.json lies */
    public Path provenanceFile() {
        return file(PROVENANCE);
    }

    /** @return where the results come from; empty if the folder does not say so */
    public Optional<Provenance> provenance() {
        return Files.exists(provenanceFile())
                ? Optional.of(Json.readEditable(provenanceFile(), Provenance.class, "configuration"))
                : Optional.empty();
    }

    /** Writes scores.npy of run r: [N_t, K], rows sum to 1, list order; in float32 whatever the scores are in. */
    public void writeScores(int run, Tensor scores) {
        write(scores(run), scores);
    }

    /** Writes chain-scores.npy of a finished run r: what the next run is planned by where that is not scores.npy; of the same shape. */
    public void writeChainScores(int run, Tensor scores) {
        write(chainScores(run), scores);
        summary().enter(chainScores(run));
    }

    /** @return whether a finished run has said what the next one is planned by */
    public boolean holdsChainScores(int run) {
        return summary().isEntered(chainScores(run));
    }

    private static void write(Path file, Tensor scores) {
        try (PointerScope scope = new PointerScope()) {
            Tensor narrow = scores.to(ScalarType.Float);
            AtomicFile.write(file, draft -> Npy.write(draft, narrow));
        }
    }

    /**
     * Reads what the model of run r says of the target: scores.npy.
     *
     * @param samples N_t
     * @param classes K
     * @return [N_t, K], in the scope of the caller
     * @throws BiwaaException if it is missing or broken, or was written for other samples or classes
     */
    public Tensor readScores(int run, int samples, int classes) {
        return read(run, scores(run), samples, classes);
    }

    /** {@link #readScores} of what run r says to the runs after it: chain-scores.npy, or else scores.npy. */
    public Tensor readChainScores(int run, int samples, int classes) {
        return read(run, Files.exists(chainScores(run)) ? chainScores(run) : scores(run), samples, classes);
    }

    private Tensor read(int run, Path file, int samples, int classes) {
        if (!summary().isWhole(file)) {
            throw new BiwaaException(file + " is not what run " + run + " has written: it is damaged or was replaced."
                    + " Restore it from a copy, or train again with overwrite, or into another folder.");
        }
        Tensor scores = Npy.read(file);
        if (!Arrays.equals(scores.shape(), new long[] {samples, classes})) {
            throw new BiwaaException("the scores " + file + " have the shape " + Arrays.toString(scores.shape())
                    + ", but the target has " + samples + " samples and the source " + classes
                    + " classes: the data have changed since. Train again: overwrite it, or use another folder.");
        }
        return scores;
    }

    /**
     * Reads what run r has logged so far. What is not what a finished run has written is read with a warning.
     *
     * @throws BiwaaException if it cannot be read
     */
    public MetricsTable readMetrics(int run) {
        warnUnlessWhole(metrics(run), summary().isWhole(metrics(run)));
        return MetricsTable.read(metrics(run));
    }

    /** Warns if config.yaml is not what the training has written: then the results were not trained by it. */
    public void checkConfiguration() {
        Optional<String> written = provenance().map(Provenance::configuration);
        warnUnlessWhole(
                configuration(),
                written.isEmpty()
                        || !Files.exists(configuration())
                        || written.get().equals(hashOfConfiguration()));
    }

    String hashOfConfiguration() {
        return SummaryFile.hash(configuration());
    }

    private static void warnUnlessWhole(Path file, boolean whole) {
        if (!whole) {
            LOG.warn(
                    "{} is not what was written: it is damaged or was edited. Restore it from a copy, or check what it says.",
                    file);
        }
    }

    private Path chainScores(int run) {
        return run(run).resolve("chain-scores.npy");
    }

    private Path scores(int run) {
        return run(run).resolve("scores.npy");
    }

    /**
     * @return the finished runs, in order; none if nothing was trained here
     * @throws BiwaaException if summary.json is broken
     */
    public List<RunSummary> finishedRuns() {
        return summary().runs();
    }

    /** Adds a finished run to summary.json: from now on it counts. */
    public void finish(RunSummary run) {
        summary().add(run, List.of(scores(run.run()), chainScores(run.run()), metrics(run.run())));
    }

    private SummaryFile summary() {
        return new SummaryFile(file(SUMMARY));
    }
}
