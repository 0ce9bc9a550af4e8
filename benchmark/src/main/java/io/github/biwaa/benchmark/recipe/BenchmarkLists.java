package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.ListedPicture;
import io.github.biwaa.data.PictureLists;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the list files that trainings of a benchmark read: one per domain, and the class names. */
public final class BenchmarkLists {
    private final Recipe recipe;
    private final Path folder;
    private final boolean inUse;

    /** @param folder where the files go; what lies there is overwritten */
    public BenchmarkLists(Recipe recipe, Path folder) {
        this(recipe, folder, false);
    }

    /**
     * @param folder where the files go
     * @param inUse whether trainings were begun with the files that lie there: then files that would change are refused
     */
    public BenchmarkLists(Recipe recipe, Path folder, boolean inUse) {
        this.recipe = recipe;
        this.folder = folder;
        this.inUse = inUse;
    }

    /**
     * A domain's list, and what its paths are relative to.
     *
     * @param list the file
     * @param root the folder
     * @param size the number of pictures
     */
    public record Written(Path list, Path root, int size) {}

    /** @return the file of class names, in the order of their numbers */
    public Path classes() {
        return folder.resolve("classes.txt");
    }

    /** Writes the class names. */
    public void writeClasses() {
        write(classes(), file -> AtomicFile.writeText(file, String.join("\n", recipe.classes()) + "\n"));
    }

    /**
     * Writes one domain's list; digits in an archive are unpacked beside the lists first.
     *
     * @param published a list to follow as it is, or empty to order pictures by class and name
     * @param skipBroken whether lines of it that name no picture are skipped
     * @throws BiwaaException if the domain is not there, or lacks a class
     */
    public Written write(BenchmarkData data, BenchmarkDomain domain, Optional<Path> published, boolean skipBroken) {
        FoundDomain found = data.find(domain);
        if (found.archive().isPresent()) {
            found = DigitUnpacker.unpack(found, recipe.classes(), folder.resolve("pictures"));
        }
        Path list = folder.resolve(domain.name() + ".txt");
        List<ListedPicture> pictures;
        if (published.isPresent()) {
            pictures = data.published(domain, published.get(), skipBroken);
        } else {
            if (!found.usable()) {
                throw new BiwaaException(String.join("\n", found.differences())
                        + "\ndocs/datasets.md says where to get " + recipe.title() + ".");
            }
            pictures = found.pictures();
        }
        write(list, file -> PictureLists.write(file, pictures));
        return new Written(list, found.base(), pictures.size());
    }

    private void write(Path file, Consumer<Path> content) {
        if (!inUse || !Files.exists(file)) {
            content.accept(file);
            return;
        }
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        try {
            content.accept(draft);
            if (Files.mismatch(file, draft) >= 0) {
                throw new BiwaaException(file
                        + " would change: it tells which pictures or classes earlier trainings of this folder"
                        + " had, and results of different ones do not belong into one table. Bring the data"
                        + " and the recipe back to what they were, or use another folder.");
            }
        } catch (IOException e) {
            throw new BiwaaException("cannot compare " + file + ": " + AtomicFile.reason(e) + ".", e);
        } finally {
            deleteQuietly(draft);
        }
    }

    private static void deleteQuietly(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            // The next comparison writes it anew.
        }
    }
}
