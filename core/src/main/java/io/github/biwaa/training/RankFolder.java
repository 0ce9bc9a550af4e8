package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.torch.distributed.Ranks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The run folder of a rank: the training's own for rank 0; for another one that nobody reads, and that is deleted in the end. */
final class RankFolder {
    /** What a training is resumed from. */
    private static final String RESUMED = "config\\.yaml|summary\\.json|provenance\\.json|run-\\d+";

    private RankFolder() {}

    /**
     * Begins a folder; if a training is resumed, with a copy of what rank 0 has.
     *
     * @param shared the folder of rank 0
     * @return that for rank 0
     * @throws BiwaaException if that cannot be read, or there is no room for the copy
     */
    static RunFolder begin(RunFolder shared, RunFolder.Existing existing, Ranks ranks) {
        if (ranks.rank() == 0) {
            return shared;
        }
        Path own = Path.of(System.getProperty("java.io.tmpdir"))
                .resolve("biwaa-rank-" + ranks.rank() + "-"
                        + ProcessHandle.current().pid());
        if (existing == RunFolder.Existing.RESUME && Files.isDirectory(shared.path())) {
            try {
                copy(shared.path(), own);
            } catch (IOException e) {
                throw new BiwaaException(
                        "rank " + ranks.rank() + " cannot copy " + shared.path()
                                + ", from which the training is resumed: " + AtomicFile.reason(e) + ".",
                        e);
            }
        }
        return new RunFolder(own);
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : files(from)) {
            Path relative = from.relativize(file);
            boolean wanted = relative.getNameCount() > 0
                    && relative.getName(0).toString().matches(RESUMED)
                    && AtomicFile.nameOfDraft(file).isEmpty();
            if (wanted && Files.isRegularFile(file)) {
                Path copy = to.resolve(relative);
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList();
        }
    }

    /**
     * Trains, and deletes the folder unless it is that of rank 0.
     *
     * @throws io.github.biwaa.torch.distributed.LostRankException if the training fails, however it does, because a rank is lost
     */
    static <T> T during(Ranks ranks, RunFolder own, Supplier<T> training) {
        try {
            return training.get();
        } catch (StoppedException stopped) {
            throw stopped;
        } catch (RuntimeException failure) {
            // What fails within libtorch's backward sweep comes out of it as an exception of another type.
            ranks.requireAll();
            throw failure;
        } finally {
            if (ranks.rank() > 0) {
                delete(own);
            }
        }
    }

    private static void delete(RunFolder folder) {
        try {
            for (Path file : files(folder.path()).stream()
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new BiwaaException("cannot delete " + folder.path() + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
