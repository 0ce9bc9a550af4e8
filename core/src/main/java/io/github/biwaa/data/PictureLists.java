package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.list.ListFile;
import io.github.biwaa.data.list.ListFileReader;
import io.github.biwaa.file.AtomicFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** List files and folders of pictures as such, for whoever makes domains of them: what is there, in which order, and nothing about training. */
public final class PictureLists {

    private PictureLists() {}

    /**
     * Reads a list file by the rules of {@link PictureReader}, but looks for no picture.
     *
     * @param skipBroken whether lines that name no picture are skipped with a warning instead of refused
     * @return one entry per picture, in the order of the list
     * @throws BiwaaException if a line is wrong; the message names file and line
     */
    public static List<ListedPicture> read(Path list, boolean skipBroken) {
        ListFile file = ListFileReader.read(list, new ListFileReader.Rules(Path.of(""), false, skipBroken, ""));
        List<ListedPicture> entries = new ArrayList<>();
        for (int i = 0; i < file.lines().length; i++) {
            int place = i;
            OptionalInt label =
                    file.labels().map(labels -> OptionalInt.of(labels[place])).orElseGet(OptionalInt::empty);
            entries.add(new ListedPicture(file.lines()[i], file.pictures().get(i), label));
        }
        return entries;
    }

    /**
     * Writes a list file with a class number in every line; paths are written with slashes on every system.
     *
     * @param pictures all with labels; their line numbers do not matter
     * @throws BiwaaException if the file cannot be written
     */
    public static void write(Path list, List<ListedPicture> pictures) {
        StringBuilder text = new StringBuilder();
        for (ListedPicture picture : pictures) {
            text.append(picture.path().toString().replace('\\', '/'))
                    .append(' ')
                    .append(picture.label().orElseThrow())
                    .append('\n');
        }
        AtomicFile.writeText(list, text.toString());
    }

    /**
     * @return the pictures in a folder and all folders below it, relative to {@code root}, in the order of their names
     * @throws BiwaaException if a folder cannot be listed
     */
    public static List<Path> picturesBelow(Path root, Path folder) {
        PictureWalk walk = new PictureWalk(root);
        walk.addAllBelow(root.relativize(folder));
        return walk.relativeFiles();
    }

    /**
     * @return the names of the folders directly in a folder, sorted; hidden ones are left out
     * @throws BiwaaException if it cannot be listed
     */
    public static List<String> foldersIn(Path folder) {
        return Files.isDirectory(folder)
                ? FolderLayout.of(folder, ClassRenames.NONE).folderNames()
                : List.of();
    }
}
