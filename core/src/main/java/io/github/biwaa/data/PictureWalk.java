package io.github.biwaa.data;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.list.ImageFiles;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.image.decode.ImageFormat;
import io.github.biwaa.samples.PictureFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Collects the pictures of folders. Entries of a folder come in the order of their names as Java strings, so the order is the same on every
 * machine. Links are followed; hidden files and files that are no pictures are counted and left out.
 */
final class PictureWalk {
    private final Path root;
    private final List<Path> found = new ArrayList<>();
    private final Set<Path> entered = new HashSet<>();
    private final Map<ImageFormat, Integer> undecodable = new EnumMap<>(ImageFormat.class);
    private int ignored;

    /** @param root what the paths found are kept relative to */
    PictureWalk(Path root) {
        this.root = root;
    }

    /**
     * Adds the pictures of a folder and of all folders below it.
     *
     * @param relative the folder, relative to the root; the empty path for the root itself
     * @throws BiwaaException if a folder cannot be listed, or a link leads back to a folder it lies in
     */
    void addAllBelow(Path relative) {
        Path folder = root.resolve(relative);
        Path real = realPath(folder);
        if (!entered.add(real)) {
            throw new BiwaaException(
                    "the link " + folder + " leads back to a folder that it lies in, " + real + ". Remove the link.");
        }
        for (Path name : namesIn(folder)) {
            Path entry = relative.toString().isEmpty() ? name : relative.resolve(name);
            switch (kindOf(root.resolve(entry))) {
                case FOLDER -> {
                    if (!ImageFiles.isHidden(name.toString())) {
                        addAllBelow(entry);
                    }
                }
                case PICTURE -> found.add(entry);
                case OTHER -> {
                    ignored++;
                    ImageFiles.formatOf(root.resolve(entry))
                            .ifPresent(format -> undecodable.merge(format, 1, Integer::sum));
                }
            }
        }
        entered.remove(real);
    }

    /** @return how many pictures were found so far */
    int size() {
        return found.size();
    }

    /** @return how many files were left out so far */
    int ignored() {
        return ignored;
    }

    /** @return how many pictures of kinds that cannot be decoded are among those left out so far */
    Map<ImageFormat, Integer> undecodable() {
        return undecodable;
    }

    /** @return the pictures found so far */
    PictureFiles files() {
        return PictureFiles.below(root, found);
    }

    /** @return the pictures found so far, relative to the root */
    List<Path> relativeFiles() {
        return List.copyOf(found);
    }

    /** What an entry of a folder is taken for. */
    enum Kind {
        /** A folder, or a link to one. */
        FOLDER,
        /** A file that ends like a picture, or a link that does and leads nowhere: a missing picture, to be reported as such. */
        PICTURE,
        /** Everything else. */
        OTHER
    }

    static Kind kindOf(Path entry) {
        boolean named = ImageFiles.isPicture(entry.getFileName().toString());
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            if (attributes.isDirectory()) {
                return Kind.FOLDER;
            }
            boolean picture = attributes.isRegularFile()
                    && (named
                            || ImageFiles.formatOf(entry)
                                    .filter(ImageFormat::readable)
                                    .isPresent());
            return picture ? Kind.PICTURE : Kind.OTHER;
        } catch (NoSuchFileException e) {
            return named && Files.isSymbolicLink(entry) ? Kind.PICTURE : Kind.OTHER;
        } catch (IOException e) {
            throw unreadable(entry, e);
        }
    }

    /** @return the names of all entries, sorted */
    static List<Path> namesIn(Path folder) {
        record Named(String text, Path name) {}
        List<Named> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                names.add(new Named(entry.getFileName().toString(), entry.getFileName()));
            }
        } catch (DirectoryIteratorException e) {
            throw unreadable(folder, requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
        names.sort((a, b) -> a.text().compareTo(b.text()));
        return names.stream().map(Named::name).toList();
    }

    private static Path realPath(Path folder) {
        try {
            return folder.toRealPath();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static BiwaaException unreadable(Path path, IOException cause) {
        return new BiwaaException("cannot read " + path + ": " + AtomicFile.reason(cause) + ".", cause);
    }
}
