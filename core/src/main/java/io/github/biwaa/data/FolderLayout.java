package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.list.ImageFiles;
import io.github.biwaa.samples.Pictures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies directly in a folder: sub-folders, which may be classes, and pictures beside them.
 *
 * @param folder the folder
 * @param folders its sub-folders by the name of their class, sorted; hidden ones are left out
 * @param picturesBeside how many pictures lie in the folder itself
 */
record FolderLayout(Path folder, SortedMap<String, List<Path>> folders, int picturesBeside) {
    private static final Logger LOG = LoggerFactory.getLogger(FolderLayout.class);
    /** What Java puts in place of bytes that are no letters. */
    private static final char UNDECODABLE = '\uFFFD';

    /**
     * Looks into a folder, not below it.
     *
     * @throws io.github.biwaa.BiwaaException if it cannot be listed
     */
    static FolderLayout of(Path folder, ClassRenames renames) {
        SortedMap<String, List<Path>> folders = new TreeMap<>();
        int pictures = 0;
        for (Path name : PictureWalk.namesIn(folder)) {
            switch (PictureWalk.kindOf(folder.resolve(name))) {
                case FOLDER -> {
                    if (!ImageFiles.isHidden(name.toString())) {
                        requireReadable(folder, name.toString());
                        folders.computeIfAbsent(renames.of(name.toString()), same -> new ArrayList<>())
                                .add(name);
                    }
                }
                case PICTURE -> pictures++;
                case OTHER -> {}
            }
        }
        return new FolderLayout(folder, Collections.unmodifiableSortedMap(folders), pictures);
    }

    /** Java replaces what the locale cannot decode, and two folders would become one class. */
    private static void requireReadable(Path folder, String name) {
        if (name.indexOf(UNDECODABLE) >= 0) {
            throw new BiwaaException("the name of the folder " + folder.resolve(name)
                    + " cannot be read in this locale. Set one with UTF-8, such as LC_ALL=C.UTF-8, before Java"
                    + " starts, or rename the folder.");
        }
    }

    /** @return the classes of the sub-folders, sorted */
    List<String> folderNames() {
        return List.copyOf(folders.keySet());
    }

    /**
     * Reads every sub-folder as a class, the folders below it included.
     *
     * @param classes the names of all classes, in the order of their numbers; those without a sub-folder get no pictures
     * @return the pictures, sorted by class, and their class numbers
     */
    Pictures readAsClasses(List<String> classes) {
        PictureWalk walk = new PictureWalk(folder);
        int[] ends = new int[classes.size()];
        for (int k = 0; k < ends.length; k++) {
            // Only folders that were listed are opened: a class name from a file may hold anything, ".." too.
            folders.getOrDefault(classes.get(k), List.of()).forEach(walk::addAllBelow);
            ends[k] = walk.size();
        }
        logIgnored(walk);
        int[] labels = new int[walk.size()];
        for (int sample = 0, k = 0; sample < labels.length; sample++) {
            while (sample >= ends[k]) {
                k++;
            }
            labels[sample] = k;
        }
        return new Pictures(name(), walk.files(), Optional.of(labels), classes);
    }

    /** Reads all pictures in the folder and below it, whatever the sub-folders are called. */
    Pictures readUnlabelled(List<String> classes) {
        PictureWalk walk = new PictureWalk(folder);
        walk.addAllBelow(Path.of(""));
        logIgnored(walk);
        return new Pictures(name(), walk.files(), Optional.empty(), classes);
    }

    private void logIgnored(PictureWalk walk) {
        walk.undecodable()
                .forEach((format, count) -> LOG.warn(
                        "{}: left out {} {} of the kind {}, which cannot be decoded here. {}",
                        folder,
                        count,
                        count == 1 ? "file" : "files",
                        format,
                        format.conversion()));
        int others = walk.ignored()
                - walk.undecodable().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
        if (others > 0) {
            LOG.info(
                    "{}: left out {} {} hidden or not called like a picture",
                    folder,
                    others,
                    others == 1 ? "file that is" : "files that are");
        }
    }

    private String name() {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? folder.toString() : name.toString();
    }
}
