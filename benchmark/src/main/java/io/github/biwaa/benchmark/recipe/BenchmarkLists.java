package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.data.ListedPicture;
import io.github.biwaa.data.PictureLists;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

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
     * A domain as a training reads it.
     *
     * @param list the list file, or the file of embeddings
     * @param root what the paths of the list are relative to
     * @param labels of embeddings; empty for pictures
     * @param size the number of samples
     */
    public record Written(Path list, Path root, Optional<Path> labels, int size) {
        /**
         * @param role source or target
         * @return the settings that say where the domain is
         */
        public Map<String, String> settings(String role) {
            Map<String, String> settings = new LinkedHashMap<>();
            settings.put(role, absolute(list));
            labels.ifPresentOrElse(
                    file -> settings.put(role + "-labels", absolute(file)),
                    () -> settings.put(role + "-root", absolute(root)));
            return settings;
        }

        private static String absolute(Path path) {
            return path.toAbsolutePath().normalize().toString();
        }
    }

    /** @return the file of class names, in the order of their numbers */
    public Path classes() {
        return folder.resolve("classes.txt");
    }

    /** Writes the class names. */
    public void writeClasses() {
        write(classes(), file -> AtomicFile.writeText(file, String.join("\n", recipe.classes()) + "\n"));
    }

    /**
     * Writes one domain's list; digits in an archive are unpacked beside the lists first, and embeddings need no list.
     *
     * @param published a list to follow as it is, or empty to order pictures by class and name
     * @param skipBroken whether lines of it that name no picture are skipped
     * @throws BiwaaException if the domain is not there, or lacks a class
     * @throws InvalidSettingException if a list is to be followed for embeddings
     */
    public Written write(BenchmarkData data, BenchmarkDomain domain, Optional<Path> published, boolean skipBroken) {
        FoundDomain found = data.find(domain);
        if (domain.embeddings().isPresent()) {
            if (published.isPresent()) {
                throw new InvalidSettingException("list: " + published.get() + " for " + domain.name()
                        + ", whose samples are embeddings; expected no list");
            }
            requireUsable(found);
            Path labels = found.base().resolve(domain.embeddings().get().labels());
            return new Written(
                    found.place().orElseThrow(),
                    found.base(),
                    Optional.of(labels),
                    IntStream.of(found.counts()).sum());
        }
        if (found.archive().isPresent()) {
            found = DigitUnpacker.unpack(found, recipe.classes(), folder.resolve("pictures"));
        }
        Path list = folder.resolve(domain.name() + ".txt");
        List<ListedPicture> pictures;
        if (published.isPresent()) {
            pictures = data.published(domain, published.get(), skipBroken);
        } else {
            requireUsable(found);
            pictures = found.pictures();
        }
        write(list, file -> PictureLists.write(file, pictures));
        return new Written(list, found.base(), Optional.empty(), pictures.size());
    }

    private void requireUsable(FoundDomain found) {
        if (!found.usable()) {
            throw new BiwaaException(String.join("\n", found.differences()) + "\ndocs/datasets.md says where to get "
                    + recipe.title() + ".");
        }
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
