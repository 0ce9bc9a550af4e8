package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Symbolic links in folders that may come from somebody else. They may point to anything of the user's: nothing is written through them. */
public final class Links {

    private Links() {}

    /**
     * Makes sure that a file is where its name says.
     *
     * @param root a folder that the user named; links on the way to it are the user's own
     * @param file in that folder or its sub-folders; it need not exist
     * @throws BiwaaException if the file, or a folder on the way from the root to it, is a symbolic link
     */
    public static void refuse(Path root, Path file) {
        for (Path path = file; path != null && !path.equals(root); path = path.getParent()) {
            if (Files.isSymbolicLink(path)) {
                throw new BiwaaException(path + " is a symbolic link, and nothing is written through links in " + root
                        + ". Replace it by what it points to, or write to another folder.");
            }
        }
    }
}
