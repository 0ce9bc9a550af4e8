package io.github.biwaa.samples;

import java.nio.file.Path;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;

/**
 * An unchangeable list of files that keeps the root once and of each file only the path below it, so that a million files fit in little memory.
 * Whole paths are made when asked for.
 */
public final class PictureFiles extends AbstractList<Path> implements RandomAccess {
    private final Path root;
    private final Path[] relative;

    private PictureFiles(Path root, Path[] relative) {
        this.root = root;
        this.relative = relative;
    }

    /**
     * @param root what the others are relative to
     * @param relative one path per file; an absolute one stands for itself
     */
    public static PictureFiles below(Path root, List<Path> relative) {
        return new PictureFiles(root, relative.toArray(Path[]::new));
    }

    /** @return the same files, as they are if they are such a list already */
    public static PictureFiles copyOf(List<Path> files) {
        return files instanceof PictureFiles same ? same : below(Path.of(""), List.copyOf(files));
    }

    /** @return some of these files, in the order asked for */
    public PictureFiles select(int[] chosen) {
        return new PictureFiles(
                root, Arrays.stream(chosen).mapToObj(index -> relative[index]).toArray(Path[]::new));
    }

    /** @return a file's path below the root, with slashes on every system */
    public String name(int index) {
        return relative[index].toString().replace('\\', '/');
    }

    @Override
    public Path get(int index) {
        return root.resolve(relative[index]);
    }

    @Override
    public int size() {
        return relative.length;
    }
}
