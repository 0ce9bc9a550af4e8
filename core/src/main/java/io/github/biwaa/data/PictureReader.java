package io.github.biwaa.data;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.list.AlikeNames;
import io.github.biwaa.data.list.ClassNames;
import io.github.biwaa.data.list.ImageFiles;
import io.github.biwaa.data.list.ListFile;
import io.github.biwaa.data.list.ListFileReader;
import io.github.biwaa.data.list.ListNumbering;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Names;
import io.github.biwaa.samples.Pictures;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reads domains from disk: a folder per class, a folder of unlabelled pictures, or a list file. Whether the pictures can be decoded is found out
 * later, when they are; everything else that can be wrong is found here, before any training.
 *
 * <p>Class names and numbers are the source's. A source folder numbers its sub-folders in the order of their names, or in the order of the file
 * of class names. A target folder is matched by the names of its sub-folders; a target list by its numbers, which must then mean the same.
 */
public final class PictureReader {
    private static final Logger LOG = LoggerFactory.getLogger(PictureReader.class);
    private static final String UNKNOWN = "unknown";

    private PictureReader() {}

    /**
     * Reads both domains of a training.
     *
     * @throws BiwaaException as {@link #readSource} and {@link #readTarget}
     */
    public static Domains<Pictures> read(DomainLocation source, DomainLocation target, boolean skipBroken) {
        Pictures labelled = readSource(source, skipBroken);
        return new Domains<>(labelled, readTarget(target, labelled.classes(), skipBroken));
    }

    /**
     * Reads the labelled domain.
     *
     * @param skipBroken whether lines of a list that name no picture are skipped with a warning, and missing pictures left to whoever decodes
     * @throws BiwaaException if there are no labels, fewer than two classes, a class without pictures, or a list is wrong
     */
    public static Pictures readSource(DomainLocation location, boolean skipBroken) {
        Pictures source = readLabelled(location, skipBroken);
        if (source.classes().size() < 2) {
            throw new BiwaaException("the source " + location.path() + " has only the class "
                    + Names.some(source.classes()) + ". Expected at least two classes.");
        }
        int[] counts = source.countPerClass();
        List<String> empty = IntStream.range(0, counts.length)
                .filter(k -> counts[k] == 0)
                .mapToObj(source.classes()::get)
                .toList();
        if (!empty.isEmpty()) {
            throw new BiwaaException("the source " + location.path() + " has no picture of class " + Names.some(empty)
                    + ". Every class needs at least one; class numbers of a list begin at 0 and leave none out.");
        }
        return source;
    }

    /**
     * Reads pictures with their labels, for whatever purpose: there may be classes without pictures.
     *
     * @param skipBroken as for a source
     * @throws BiwaaException if there are no labels, or a list is wrong
     */
    public static Pictures readLabelled(DomainLocation location, boolean skipBroken) {
        return Files.isDirectory(location.path()) ? sourceFolder(location) : sourceList(location, skipBroken);
    }

    /**
     * Reads the other domain. Labels are taken where they are there, for reporting alone.
     *
     * @param sourceClasses the source's class names
     * @param skipBroken whether lines of a list that name no picture are skipped with a warning, and missing pictures left to whoever decodes
     * @throws BiwaaException if there are no pictures, some but not all sub-folders are source classes, or a list is wrong
     */
    public static Pictures readTarget(DomainLocation location, List<String> sourceClasses, boolean skipBroken) {
        Pictures target = Files.isDirectory(location.path())
                ? targetFolder(location, sourceClasses)
                : targetList(location, sourceClasses, skipBroken);
        return notEmpty(target, location.path(), "the target");
    }

    /**
     * Reads pictures that a model is to classify. Labels are taken where they are there and surely mean the model's classes: all sub-folders are called
     * like classes, or all numbers of a list are classes'. Otherwise the pictures are taken as unlabelled, and a warning says why.
     *
     * @param location a folder, a list file or one picture
     * @param classes the model's class names
     * @param skipBroken whether lines of a list that name no picture are skipped with a warning; missing pictures are left to whoever decodes in any case
     * @throws BiwaaException if there are no pictures, or a line of a list is wrong
     */
    public static Pictures readForPrediction(DomainLocation location, List<String> classes, boolean skipBroken) {
        Path path = location.path();
        if (Files.isDirectory(path)) {
            FolderLayout layout = FolderLayout.of(path, location.renames());
            Pictures pictures =
                    classFolders(layout, classes) ? layout.readAsClasses(classes) : layout.readUnlabelled(classes);
            return notEmpty(pictures, path, "the folder");
        }
        if (Files.exists(path) && ImageFiles.isPicture(path.getFileName().toString())) {
            return new Pictures(path.getFileName().toString(), List.of(path), Optional.empty(), classes);
        }
        ListFile list = list(location, skipBroken);
        Optional<int[]> labels = list.labels().filter(numbers -> meanClasses(list, numbers, classes));
        return new Pictures(stem(list.file()), list.pictures(), labels, classes);
    }

    /**
     * {@link #readForPrediction} that keeps pictures of no class apart: where some sub-folders are called like classes, pictures in the others are
     * labelled with one more class after the model's, {@value #UNKNOWN}.
     */
    public static Pictures readWithUnknown(DomainLocation location, List<String> classes, boolean skipBroken) {
        Path path = location.path();
        if (Files.isDirectory(path) && !classes.contains(UNKNOWN)) {
            List<String> folders = FolderLayout.of(path, ClassRenames.NONE).folderNames();
            List<String> others = without(folders, classes);
            if (!others.isEmpty() && others.size() < folders.size()) {
                FolderLayout layout = FolderLayout.of(
                        path,
                        new ClassRenames(others.stream().collect(Collectors.toMap(name -> name, name -> UNKNOWN))));
                List<String> labels =
                        Stream.concat(classes.stream(), Stream.of(UNKNOWN)).toList();
                if (classFolders(layout, labels)) {
                    return notEmpty(layout.readAsClasses(labels), path, "the folder");
                }
            }
        }
        return readForPrediction(location, classes, skipBroken);
    }

    private static boolean classFolders(FolderLayout layout, List<String> classes) {
        List<String> others = without(layout.folderNames(), classes);
        if (others.size() == layout.folderNames().size()) {
            return false;
        }
        if (!others.isEmpty() || layout.picturesBeside() > 0) {
            LOG.warn(
                    "{}: some folders are called like classes of the model, but {}. The pictures are taken as"
                            + " unlabelled.",
                    layout.folder(),
                    others.isEmpty() ? "pictures lie beside them" : "not " + Names.some(others));
            return false;
        }
        return true;
    }

    private static boolean meanClasses(ListFile list, int[] numbers, List<String> classes) {
        try {
            checkNumbers(list, numbers, classes, "The pictures are taken as unlabelled");
            return true;
        } catch (BiwaaException disagreement) {
            LOG.warn(disagreement.getMessage());
            return false;
        }
    }

    private static Pictures notEmpty(Pictures domain, Path path, String kind) {
        if (domain.size() == 0) {
            throw new BiwaaException(kind + " " + path + " has no pictures. Expected files that end in "
                    + ImageFiles.extensions() + ".");
        }
        return domain;
    }

    private static Pictures sourceFolder(DomainLocation location) {
        FolderLayout layout = FolderLayout.of(location.path(), location.renames());
        if (layout.folderNames().isEmpty()) {
            throw new BiwaaException(
                    location.path() + " has no sub-folders. Expected a folder per class, each with pictures.");
        }
        List<String> classes = location.classesFile().map(ClassNames::read).orElse(layout.folderNames());
        List<String> unknown = without(layout.folderNames(), classes);
        if (!unknown.isEmpty()) {
            throw new BiwaaException(location.path() + " has folders that the class names in "
                    + location.classesFile().orElseThrow() + " do not list: " + Names.some(unknown) + ".");
        }
        if (layout.picturesBeside() > 0) {
            LOG.warn(
                    "{}: left out {} pictures that lie beside the class folders",
                    location.path(),
                    layout.picturesBeside());
        }
        return layout.readAsClasses(classes);
    }

    private static Pictures targetFolder(DomainLocation location, List<String> sourceClasses) {
        FolderLayout layout = FolderLayout.of(location.path(), location.renames());
        List<String> others = without(layout.folderNames(), sourceClasses);
        if (location.unlabelled() || others.size() == layout.folderNames().size()) {
            if (!location.unlabelled() && !others.isEmpty()) {
                String suggestion = AlikeNames.suggestion(others, sourceClasses);
                LOG.atLevel(suggestion.isEmpty() ? Level.INFO : Level.WARN)
                        .log(
                                "{}: no folder is a source class, so the pictures are taken as unlabelled. {}",
                                location.path(),
                                suggestion);
            }
            return layout.readUnlabelled(sourceClasses);
        }
        if (!others.isEmpty()) {
            throw new BiwaaException("some folders of the target " + location.path() + " are source classes, but not: "
                    + Names.some(others)
                    + ". " + (AlikeNames.suggestion(others, sourceClasses) + " ").stripLeading()
                    + "Say which classes these are by the setting rename, for example " + others.get(0) + "="
                    + sourceClasses.get(0) + ", or remove them, or set target-unlabelled if the folders mean nothing.");
        }
        if (layout.picturesBeside() > 0) {
            throw new BiwaaException("the target " + location.path() + " has " + layout.picturesBeside()
                    + " pictures beside its class folders."
                    + " Move them into one, or set target-unlabelled if the folders mean nothing.");
        }
        return layout.readAsClasses(sourceClasses);
    }

    private static Pictures sourceList(DomainLocation location, boolean skipBroken) {
        ListFile list = list(location, skipBroken);
        int[] numbers = list.labels()
                .orElseThrow(() -> new BiwaaException(location.path()
                        + " has no labels. Expected a list with a class number in every line, or a folder per class."));
        ListNumbering numbering =
                ListNumbering.ofSource(list, numbers, location.classesFile().map(ClassNames::read));
        checkNumbers(list, numbering.labels(), numbering.classes(), "Correct the list or the file of class names");
        return domain(list, Optional.of(numbering.labels()), numbering.classes(), skipBroken);
    }

    private static Pictures targetList(DomainLocation location, List<String> sourceClasses, boolean skipBroken) {
        ListFile list = list(location, skipBroken);
        Optional<int[]> labels = location.unlabelled() ? Optional.empty() : list.labels();
        labels = labels.map(numbers -> ListNumbering.ofTarget(list, numbers, sourceClasses));
        labels.ifPresent(numbers -> checkNumbers(
                list,
                numbers,
                sourceClasses,
                "Number source and target alike, or set target-unlabelled to go without the target's labels"));
        return domain(list, labels, sourceClasses, skipBroken);
    }

    private static ListFile list(DomainLocation location, boolean skipBroken) {
        Path list = location.path();
        if (!Files.exists(list)) {
            throw new BiwaaException("there is no folder or list " + list + ".");
        }
        if (ImageFiles.isPicture(list.getFileName().toString())) {
            throw new BiwaaException(
                    list + " is a picture. Expected a folder with pictures, or a text file that lists them.");
        }
        ForeignFiles.refuse(list);
        Path root = location.root()
                .orElseGet(() -> requireNonNull(list.toAbsolutePath().getParent()));
        if (!Files.isDirectory(root)) {
            throw new BiwaaException(
                    "there is no folder " + root + ", which the paths in " + list + " should be relative to.");
        }
        return ListFileReader.read(
                list,
                new ListFileReader.Rules(
                        root,
                        location.allowOutsideRoot(),
                        skipBroken,
                        location.stripPrefix().orElse("")));
    }

    /** Numbers must have names, and the folders that pictures lie in must not say that a number means another class. */
    private static void checkNumbers(ListFile list, int[] labels, List<String> classes, String advice) {
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] >= classes.size()) {
                throw list.wrong(
                        list.lines()[i],
                        "the class number is " + labels[i] + ", but there are " + classes.size()
                                + " classes, numbered from 0. " + advice);
            }
        }
        List<Optional<String>> folders = ClassNames.commonFolders(list.pictures(), labels);
        for (int k = 0; k < folders.size(); k++) {
            int named = folders.get(k).map(classes::indexOf).orElse(-1);
            if (named >= 0 && named != k) {
                throw list.wrong(
                        list.firstLineOf(k),
                        "the class number is " + k + ", which is class \"" + classes.get(k)
                                + "\", but the pictures of that number lie in folders called \"" + classes.get(named)
                                + "\", which is number " + named
                                + ". " + advice);
            }
        }
    }

    private static Pictures domain(ListFile list, Optional<int[]> labels, List<String> classes, boolean skipBroken) {
        if (!skipBroken) {
            list.checkPicturesExist();
        }
        return new Pictures(stem(list.file()), list.pictures(), labels, classes);
    }

    private static String stem(Path list) {
        String name = list.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static List<String> without(List<String> names, List<String> known) {
        Set<String> all = new HashSet<>(known);
        return names.stream().filter(name -> !all.contains(name)).toList();
    }
}
