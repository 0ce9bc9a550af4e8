package io.github.biwaa.run;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.torch.file.Safetensors;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run, the newest two of them: {@code step-500.safetensors} and, written after it, {@code step-500.json} with its hash. One
 * that lacks either half, or whose hash is another, does not count.
 *
 * @param path the folder; it need not exist
 */
public record CheckpointFolder(Path path) {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);
    private static final int KEPT = 2;
    private static final Pattern FILE =
            Pattern.compile("step-(\\d{1,9})\\.(json|safetensors)(\\.([0-9a-f]{16}\\.)?draft)?");

    /**
     * A whole checkpoint.
     *
     * @param file its JSON half
     * @param description what that says
     * @param tensors its other half
     */
    public record Entry(Path file, CheckpointDescription description, Path tensors) {}

    /**
     * Adds a checkpoint and deletes all but the newest two.
     *
     * @return its JSON half
     * @throws BiwaaException if it cannot be written; earlier ones are untouched then
     */
    public Path save(int run, RunProgress.Snapshot progress, TrainingIdentity identity, Map<String, Tensor> tensors) {
        Path data = tensors(progress.steps());
        Path file = description(progress.steps());
        AtomicFile.write(data, draft -> Safetensors.write(draft, tensors, Map.of()));
        try {
            new CheckpointDescription(CheckpointDescription.FORMAT, run, progress, identity, Sha256.of(data))
                    .write(file);
            deleteAllBut(numbers().limit(KEPT).toList());
        } catch (IOException e) {
            throw new BiwaaException("cannot write " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
        return file;
    }

    /**
     * Finds the checkpoint to go on from.
     *
     * @return the newest whole one; empty if there is none. Broken ones are passed over with a warning
     * @throws BiwaaException if one cannot be opened, which says nothing about what is in it
     */
    public Optional<Entry> newest() {
        for (int steps : numbers().toList()) {
            try {
                return Optional.of(read(steps));
            } catch (BiwaaException broken) {
                if (broken.getCause() instanceof FileSystemException denied
                        && !(denied instanceof NoSuchFileException)) {
                    // It may be whole: to begin again from an earlier one would lose work.
                    throw broken;
                }
                LOG.warn("A checkpoint is passed over: {}", broken.getMessage());
            }
        }
        return Optional.empty();
    }

    /** @return whether there is any, whole or not */
    public boolean isUsed() {
        return numbers().findAny().isPresent();
    }

    private Entry read(int steps) {
        Path file = description(steps);
        CheckpointDescription description = CheckpointDescription.read(file);
        if (description == null || description.format() != CheckpointDescription.FORMAT || !description.hasAllParts()) {
            throw new BiwaaException(file + " is no checkpoint of format " + CheckpointDescription.FORMAT + ".");
        }
        if (description.progress().steps() != steps) {
            throw new BiwaaException(
                    file + " is of step " + description.progress().steps() + ".");
        }
        Path data = tensors(steps);
        try {
            if (!Sha256.of(data).equals(description.tensors())) {
                throw new BiwaaException(data + " is not what was written: its hash is another.");
            }
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + data + ": " + AtomicFile.reason(e) + ".", e);
        }
        return new Entry(file, description, data);
    }

    /** Deletes all, if there are any. */
    public void delete() {
        try {
            deleteAllBut(List.of());
            Files.deleteIfExists(path);
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            LOG.warn("{} holds files that are not ours; left as it is.", path);
        } catch (IOException e) {
            throw new BiwaaException("cannot delete " + path + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    /** What a kill left half-written goes as well. */
    private void deleteAllBut(Collection<Integer> steps) throws IOException {
        for (Path file : files()) {
            Matcher name = FILE.matcher(file.getFileName().toString());
            if (name.matches() && (name.group(3) != null || !steps.contains(Integer.valueOf(name.group(1))))) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The steps of all descriptions, newest first. */
    private Stream<Integer> numbers() {
        return files().stream()
                .map(file -> FILE.matcher(file.getFileName().toString()))
                .filter(name -> name.matches() && name.group(2).equals("json") && name.group(3) == null)
                .map(name -> Integer.valueOf(name.group(1)))
                .sorted(Comparator.reverseOrder());
    }

    private List<Path> files() {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.toList();
        } catch (IOException e) {
            throw new BiwaaException("cannot list " + path + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private Path description(int steps) {
        return path.resolve("step-" + steps + ".json");
    }

    private Path tensors(int steps) {
        return path.resolve("step-" + steps + ".safetensors");
    }
}
