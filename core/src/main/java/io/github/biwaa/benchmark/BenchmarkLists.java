package io.github.biwaa.benchmark;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.ListedPicture;
import io.github.biwaa.data.PictureLists;
import io.github.biwaa.file.AtomicFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes the list files that trainings of a benchmark read: one per domain, and the class names. */
public final class BenchmarkLists {
    private final Recipe recipe;
    private final Path folder;

    /** @param folder where the files go */
    public BenchmarkLists(Recipe recipe, Path folder) {
        this.recipe = recipe;
        this.folder = folder;
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
        AtomicFile.writeText(classes(), String.join("\n", recipe.classes()) + "\n");
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
        PictureLists.write(list, pictures);
        return new Written(list, found.base(), pictures.size());
    }
}
