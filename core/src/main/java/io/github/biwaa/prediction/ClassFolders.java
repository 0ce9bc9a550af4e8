package io.github.biwaa.prediction;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Links;
import io.github.biwaa.model.Prediction;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Copies pictures into a folder per class, and those of which the model is not sure into the folder {@code unsure} or {@code unknown}. Nothing is overwritten or deleted: where a name is taken, the copy is called {@code name-2.jpg},
 * {@code name-3.jpg} and so on. A copy appears whole or not at all.
 */
public final class ClassFolders {
    private final Path root;

    private final Map<String, Path> folders = new HashMap<>();
    private final Path unsure;
    private final Optional<Sureness> sure;
    private final Map<Path, Integer> lastSuffix = new HashMap<>();

    /**
     * @param root where the folders go; it and they are made when the first picture comes
     * @param classes the names of all classes
     * @param sure tells sure predictions from others; empty if all are taken for sure
     */
    public ClassFolders(Path root, List<String> classes, Optional<Sureness> sure) {
        this.root = root;
        this.sure = sure;
        Set<String> taken = new HashSet<>();
        for (String name : classes) {
            folders.put(name, root.resolve(free(folderName(name), taken)));
        }
        unsure = root.resolve(free(sure.map(Sureness::folder).orElse("unsure"), taken));
    }

    /** File systems of some machines do not tell cases apart. */
    private static String free(String plain, Set<String> taken) {
        String folder = plain;
        for (int suffix = 2; !taken.add(folder.toLowerCase(Locale.ROOT)); suffix++) {
            folder = plain + "-" + suffix;
        }
        return folder;
    }

    /** A class name may hold anything, "../x" too; a folder's name leads nowhere else on any system. */
    private static String folderName(String className) {
        String plain = className.replaceAll("[/\\\\:*?\"<>|\\p{Cntrl}]", "_").replaceAll("[. ]+$", "_");
        return plain.isEmpty() ? "_" : plain;
    }

    /**
     * Copies a picture.
     *
     * @param prediction decides its folder
     * @return the copy
     * @throws BiwaaException if it cannot be written
     */
    public Path copy(Path picture, Prediction prediction) {
        return copy(
                picture,
                sure.isPresent() && !sure.get().isSure(prediction)
                        ? unsure
                        : Objects.requireNonNull(folders.get(prediction.className())));
    }

    private Path copy(Path picture, Path folder) {
        Links.refuse(root, folder);
        try {
            Files.createDirectories(folder);
            Path wanted = folder.resolve(picture.getFileName().toString());
            Path draft = AtomicFile.draftOf(wanted);
            try {
                Files.copy(picture, draft, StandardCopyOption.COPY_ATTRIBUTES);
                return moveToFreeName(draft, wanted);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new BiwaaException(
                    "cannot copy " + picture + " into " + folder + ": " + AtomicFile.reason(e) + ".", e);
        }
    }

    private Path moveToFreeName(Path draft, Path wanted) throws IOException {
        Path free = wanted;
        while (true) {
            if (!Files.exists(free, LinkOption.NOFOLLOW_LINKS)) {
                try {
                    return Files.move(draft, free);
                } catch (FileAlreadyExistsException takenMeanwhile) {
                    // The next name, then.
                }
            }
            free = withSuffix(wanted, lastSuffix.merge(wanted, 2, (last, first) -> last + 1));
        }
    }

    private static Path withSuffix(Path file, int suffix) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0
                ? file.resolveSibling(name.substring(0, dot) + "-" + suffix + name.substring(dot))
                : file.resolveSibling(name + "-" + suffix);
    }

    /** @return where the folders are */
    public Path root() {
        return root;
    }
}
