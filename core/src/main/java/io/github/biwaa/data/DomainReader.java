package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads domains from disk: a folder per class, a folder of unlabelled pictures, or a list file. Whether the pictures can be decoded is found out
 * later, when they are; everything else that can be wrong is found here, before any training.
 */
public final class DomainReader {
    private static final int SHOWN = 8;

    private DomainReader() {}

    /**
     * Reads the labelled domain.
     *
     * @param skipMissing whether missing pictures of a list are left to whoever decodes them
     * @throws BiwaaException if there are no labels, fewer than two classes, a class without pictures, or a list is wrong
     */
    public static Domain readSource(DomainLocation location, boolean skipMissing) {
        Domain source = Files.isDirectory(location.path()) ? sourceFolder(location) : list(location, Optional.empty(), skipMissing);
        if (!source.labelled()) {
            throw new BiwaaException("the source " + location.path() + " has no labels. Expected a folder per class, or a list with a class number in every line.");
        }
        if (source.classes().size() < 2) {
            throw new BiwaaException("the source " + location.path() + " has " + source.classes().size() + " class, expected at least 2.");
        }
        int[] counts = source.countPerClass();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] == 0) {
                throw new BiwaaException("the source " + location.path() + " has no picture of class " + source.classes().get(k) + ". Every class needs at least one.");
            }
        }
        return source;
    }

    /**
     * Reads the other domain. Labels are taken where they are there.
     *
     * @param sourceClasses the source's class names
     * @param skipMissing whether missing pictures of a list are left to whoever decodes them
     * @throws BiwaaException if there are no pictures, some but not all sub-folders are source classes, or a list is wrong
     */
    public static Domain readTarget(DomainLocation location, List<String> sourceClasses, boolean skipMissing) {
        return Files.isDirectory(location.path())
                ? targetFolder(location, sourceClasses)
                : list(location, Optional.of(sourceClasses), skipMissing);
    }

    private static Domain sourceFolder(DomainLocation location) {
        List<Path> folders = ImageFiles.folders(location.path());
        List<String> names = folders.stream().map(DomainReader::nameOf).toList();
        if (names.isEmpty()) {
            throw new BiwaaException("the source " + location.path() + " has no sub-folders. Expected a folder per class, each with pictures.");
        }
        List<String> classes = location.classesFile().map(ClassNames::read).orElse(names);
        Set<String> unknown = new HashSet<>(names);
        unknown.removeAll(classes);
        if (!unknown.isEmpty()) {
            throw new BiwaaException("the source " + location.path() + " has folders that the class names do not list: " + some(unknown) + ".");
        }
        return labelledFolder(location.path(), classes);
    }

    private static Domain targetFolder(DomainLocation location, List<String> sourceClasses) {
        List<String> names = ImageFiles.folders(location.path()).stream().map(DomainReader::nameOf).toList();
        List<String> others = names.stream().filter(name -> !sourceClasses.contains(name)).toList();
        boolean noneIsAClass = others.size() == names.size();
        if (location.unlabelled() || noneIsAClass) {
            List<Path> files = ImageFiles.below(location.path());
            if (files.isEmpty()) {
                throw new BiwaaException("the target " + location.path() + " has no pictures. Expected files that end in " + ImageFiles.extensions() + ".");
            }
            return new Domain(nameOf(location.path()), files, Optional.empty(), sourceClasses);
        }
        if (!others.isEmpty()) {
            throw new BiwaaException("some folders of the target " + location.path() + " are source classes, but not: " + some(others)
                    + ". Rename or remove these, or use --target-unlabelled if the folders mean nothing.");
        }
        if (ImageFiles.anyDirectlyIn(location.path())) {
            throw new BiwaaException("the target " + location.path() + " has pictures beside its class folders. Move them into one, or use --target-unlabelled if the folders mean nothing.");
        }
        Domain target = labelledFolder(location.path(), sourceClasses);
        if (target.size() == 0) {
            throw new BiwaaException("the target " + location.path() + " has no pictures. Expected files that end in " + ImageFiles.extensions() + ".");
        }
        return target;
    }

    private static Domain labelledFolder(Path folder, List<String> classes) {
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (int k = 0; k < classes.size(); k++) {
            Path classFolder = folder.resolve(classes.get(k));
            if (Files.isDirectory(classFolder)) {
                for (Path file : ImageFiles.below(classFolder)) {
                    files.add(file);
                    labels.add(k);
                }
            }
        }
        return new Domain(
                nameOf(folder), files, Optional.of(labels.stream().mapToInt(Integer::intValue).toArray()), classes);
    }

    private static Domain list(DomainLocation location, Optional<List<String>> sourceClasses, boolean skipMissing) {
        Path list = location.path();
        if (!Files.exists(list)) {
            throw new BiwaaException("there is no folder or list " + list + ".");
        }
        Path root = location.root().orElse(list.toAbsolutePath().getParent());
        ListFile content = ListFile.read(list, root, location.allowOutsideRoot());
        Optional<int[]> labels = location.unlabelled() ? Optional.empty() : content.labels();
        List<String> classes = sourceClasses.orElseGet(() -> location.classesFile()
                .map(ClassNames::read)
                .orElseGet(() -> ClassNames.fromFolders(content.files(), content.labels().orElse(new int[0]))));
        labels.ifPresent(numbers -> checkNumbers(list, content, numbers, classes));
        if (!skipMissing) {
            checkFilesExist(list, content);
        }
        return new Domain(stem(list), content.files(), labels, classes);
    }

    private static void checkNumbers(Path list, ListFile content, int[] labels, List<String> classes) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= classes.size()) {
                throw ListFile.wrong(list, content.lines()[i], "the class number is " + labels[i] + ", but there are " + classes.size()
                        + " classes, numbered from 0");
            }
        }
    }

    private static void checkFilesExist(Path list, ListFile content) {
        List<String> missing = new ArrayList<>();
        int count = 0;
        for (int i = 0; i < content.files().size(); i++) {
            if (!Files.isRegularFile(content.files().get(i))) {
                count++;
                if (missing.size() < SHOWN) {
                    missing.add("line " + content.lines()[i] + ": " + content.files().get(i));
                }
            }
        }
        if (count > 0) {
            String more = count > missing.size() ? "\n  and " + (count - missing.size()) + " more" : "";
            throw new BiwaaException("the list " + list + " names pictures that are not there:\n  " + String.join("\n  ", missing) + more
                    + "\nIs --source-root or --target-root right?");
        }
    }

    private static String nameOf(Path folder) {
        Path name = folder.toAbsolutePath().normalize().getFileName();
        return name == null ? folder.toString() : name.toString();
    }

    private static String stem(Path list) {
        String name = list.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String some(Iterable<String> names) {
        List<String> sorted = new ArrayList<>();
        names.forEach(sorted::add);
        sorted.sort(null);
        String shown = sorted.stream().limit(SHOWN).collect(Collectors.joining(", "));
        return sorted.size() > SHOWN ? shown + " and " + (sorted.size() - SHOWN) + " more" : shown;
    }
}
