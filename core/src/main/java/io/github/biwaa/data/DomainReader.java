package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Names;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.SampleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the two domains of a training, pictures or embeddings. */
public final class DomainReader {

    private static final Logger LOG = LoggerFactory.getLogger(DomainReader.class);

    private DomainReader() {}

    /**
     * Reads both domains from their folders, lists or files of embeddings.
     *
     * @param skipBroken whether lines of a list that name no picture are skipped with a warning, and missing pictures left to whoever decodes
     * @return the caller's to close
     * @throws InvalidSettingException if one domain is pictures and the other embeddings, or pictures have a place of labels
     * @throws BiwaaException if something else about them is wrong; the message names the file and the place in it
     */
    public static Domains<Samples> read(DomainLocation source, DomainLocation target, boolean skipBroken) {
        refuseMemory(source);
        refuseMemory(target);
        if (source.kind() != target.kind()) {
            throw mixed(source, target);
        }
        if (source.kind() == SampleKind.EMBEDDINGS) {
            return EmbeddingReader.read(source, target).map(features -> features);
        }
        refuseLabels("source", source);
        refuseLabels("target", target);
        refuseSwapped(source, target);
        return PictureReader.read(source, target, skipBroken).map(pictures -> pictures);
    }

    /**
     * Reads the target of a training that has no source.
     *
     * @param classes the names of the model's classes; labels of the target, if there are any, must be names or numbers of these
     * @param skipBroken as for both domains
     * @return no source samples, and the target's; the caller's to close
     * @throws BiwaaException if something about the target is wrong; the message names the file and the place in it
     */
    public static Domains<Samples> readTarget(DomainLocation target, List<String> classes, boolean skipBroken) {
        refuseMemory(target);
        Samples none = Samples.none(target.kind(), classes);
        if (target.kind() == SampleKind.EMBEDDINGS) {
            return new Domains<>(none, EmbeddingReader.readTarget(target, classes));
        }
        refuseLabels("target", target);
        if (Files.isDirectory(target.path())) {
            refuseUnknown(
                    target.renames(),
                    Set.of(),
                    FolderLayout.of(target.path(), ClassRenames.NONE).folders().keySet());
        }
        return new Domains<>(none, PictureReader.readTarget(target, classes, skipBroken));
    }

    private static void refuseMemory(DomainLocation location) {
        if (location.inMemory()) {
            throw new BiwaaException("the samples of this training were in the memory of the program that started it."
                    + " Only that program can go on with it.");
        }
    }

    /** The source is the one with a folder per class. */
    private static void refuseSwapped(DomainLocation source, DomainLocation target) {
        if (Files.isDirectory(source.path()) && Files.isDirectory(target.path())) {
            FolderLayout layout = FolderLayout.of(source.path(), ClassRenames.NONE);
            SortedMap<String, List<Path>> targetFolders =
                    FolderLayout.of(target.path(), ClassRenames.NONE).folders();
            refuseUnknown(target.renames(), layout.folders().keySet(), targetFolders.keySet());
            boolean classesInTarget = targetFolders.size() > 1;
            if (layout.folders().isEmpty() && layout.picturesBeside() > 0 && classesInTarget && !target.unlabelled()) {
                throw new BiwaaException(source.path()
                        + " has no sub-folders. Expected a folder per class, each with pictures. The target "
                        + target.path() + " has sub-folders: are source and target swapped?");
            }
            if (sameFolder(source.path(), target.path())) {
                LOG.warn(
                        "source and target are the same folder, {}: there is nothing to adapt to, and accuracies say nothing about other pictures",
                        source.path());
            }
        }
    }

    private static void refuseUnknown(ClassRenames renames, Set<String> source, Set<String> target) {
        Set<String> folders = new TreeSet<>(source);
        folders.addAll(target);
        Set<String> unknown = renames.without(folders);
        if (!unknown.isEmpty()) {
            throw new InvalidSettingException("rename: no folder of source or target is called "
                    + Names.some(List.copyOf(unknown)) + "; the folders are " + Names.some(List.copyOf(folders)));
        }
    }

    private static boolean sameFolder(Path source, Path target) {
        try {
            return Files.isSameFile(source, target);
        } catch (IOException e) {
            return false;
        }
    }

    private static InvalidSettingException mixed(DomainLocation source, DomainLocation target) {
        boolean first = source.kind() == SampleKind.EMBEDDINGS;
        DomainLocation pictures = first ? target : source;
        if (!Files.isDirectory(pictures.path())) {
            ForeignFiles.refuse(pictures.path());
        }
        return new InvalidSettingException(
                (first ? "source" : "target") + " holds embeddings ("
                        + (first ? source : target).path() + "), but " + (first ? "target" : "source")
                        + " pictures (" + pictures.path()
                        + "); expected both of one kind. biwaa embed makes embeddings of pictures, with the network that the other embeddings are from");
    }

    private static void refuseLabels(String name, DomainLocation location) {
        location.labels().ifPresent(labels -> {
            throw new InvalidSettingException(
                    name + "-labels: " + labels.setting() + ", but " + location.path()
                            + " is not a file of embeddings (.npy, .npz, .csv, .mat); the labels of pictures come from their folders or from the list");
        });
    }
}
