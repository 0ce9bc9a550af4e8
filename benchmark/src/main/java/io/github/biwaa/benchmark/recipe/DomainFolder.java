package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.data.PictureLists;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The folder of a domain in a user's copy, and its class folders.
 *
 * @param folder that holds the class folders
 * @param classFolders by class number; usually one each
 */
record DomainFolder(Path folder, SortedMap<Integer, List<Path>> classFolders) {
    /** How far below the root a domain's folder may lie: in the root, or in a folder of it such as an unpacked archive's own. */
    private static final int DEPTH = 2;

    /** Office-31 has its class folders one further down. */
    private static final List<String> BETWEEN = List.of("", "images");

    /** @return the folder with the most class folders among those that are called like the domain */
    static Optional<DomainFolder> find(Path root, BenchmarkDomain domain, FolderNames classes) {
        Set<String> wanted = domain.folders().stream().map(FolderNames::plain).collect(Collectors.toSet());
        List<Path> named = new ArrayList<>();
        collect(root, wanted, DEPTH, named);
        DomainFolder best = null;
        for (Path candidate : named) {
            for (String between : BETWEEN) {
                DomainFolder found = of(candidate.resolve(between).normalize(), classes);
                if (!found.classFolders.isEmpty()
                        && (best == null || found.classFolders.size() > best.classFolders.size())) {
                    best = found;
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static void collect(Path folder, Set<String> wanted, int depth, List<Path> found) {
        List<String> names = PictureLists.foldersIn(folder);
        for (String name : names) {
            if (wanted.contains(FolderNames.plain(name))) {
                found.add(folder.resolve(name));
            }
        }
        if (depth > 1) {
            names.forEach(name -> collect(folder.resolve(name), wanted, depth - 1, found));
        }
    }

    private static DomainFolder of(Path folder, FolderNames classes) {
        SortedMap<Integer, List<Path>> found = new TreeMap<>();
        for (String name : PictureLists.foldersIn(folder)) {
            OptionalInt number = classes.classOf(name);
            if (number.isPresent()) {
                found.computeIfAbsent(number.getAsInt(), k -> new ArrayList<>()).add(folder.resolve(name));
            }
        }
        return new DomainFolder(folder, found);
    }
}
