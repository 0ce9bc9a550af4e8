package io.github.biwaa.cli;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.LabelLocation;
import io.github.biwaa.settings.DataSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The flags that say where source and target are, and how they are read. */
final class DomainOptions {
    @Option(
            names = "--source",
            paramLabel = "PATH",
            description =
                    "Labelled pictures: a folder with a folder per class, or a list file. Or embeddings: .npy, .npz, .csv or .mat.")
    private Path source;

    @Option(
            names = "--target",
            paramLabel = "PATH",
            description =
                    "The pictures to adapt to, a folder or a list file, or the embeddings. Labels are not needed.")
    private Path target;

    @Option(
            names = "--source-labels",
            paramLabel = "FILE",
            description =
                    "Labels of embeddings: a file (.npy, .npz, .csv, .mat, .txt), or an array or column in the source's, or last.")
    private String sourceLabels;

    @Option(
            names = "--target-labels",
            paramLabel = "FILE",
            description = "The same for the target; used for reporting alone.")
    private String targetLabels;

    @Option(
            names = "--source-root",
            paramLabel = "DIR",
            description = "What the paths of a source list are relative to (default: the list's folder).")
    private Path sourceRoot;

    @Option(
            names = "--target-root",
            paramLabel = "DIR",
            description = "What the paths of a target list are relative to (default: the list's folder).")
    private Path targetRoot;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = "Class names, one per line, in the order of their numbers.")
    private Path classes;

    @Option(
            names = "--target-unlabelled",
            negatable = true,
            defaultValue = "false",
            fallbackValue = "true",
            description = "Sub-folders and numbers of the target mean nothing.")
    private boolean targetUnlabelled;

    @Option(
            names = "--allow-outside-root",
            negatable = true,
            defaultValue = "false",
            fallbackValue = "true",
            description = "Lists may name files outside their root.")
    private boolean allowOutsideRoot;

    @Option(
            names = "--skip-broken",
            negatable = true,
            defaultValue = "false",
            fallbackValue = "true",
            description = "Leave out pictures that cannot be read instead of stopping before the training.")
    private boolean skipBroken;

    @Option(
            names = "--exif-orientation",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Turn pictures upright as their EXIF data say (default: yes; benchmarks do not).")
    private boolean orientation;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "Where decoded pictures and downloaded weights are kept (default: the user's cache folder).")
    private Path cache;

    /** @return whether pictures are turned upright */
    boolean orientation() {
        return orientation;
    }

    /** @return where both domains are */
    DataSettings data() {
        DomainLocation sourceLocation = new DomainLocation(
                required("--source", source),
                Optional.ofNullable(sourceRoot),
                Optional.ofNullable(classes),
                false,
                allowOutsideRoot,
                Optional.ofNullable(sourceLabels).map(LabelLocation::named));
        DomainLocation targetLocation = new DomainLocation(
                required("--target", target),
                Optional.ofNullable(targetRoot),
                Optional.empty(),
                targetUnlabelled,
                allowOutsideRoot,
                Optional.ofNullable(targetLabels).map(LabelLocation::named));
        return new DataSettings(sourceLocation, targetLocation, skipBroken, Optional.ofNullable(cache));
    }

    private static Path required(String name, Path value) {
        if (value == null) {
            throw new InvalidSettingException("missing " + name + ", a folder, a list file or a file of embeddings");
        }
        return value;
    }
}
