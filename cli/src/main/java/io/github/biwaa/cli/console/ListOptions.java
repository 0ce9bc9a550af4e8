package io.github.biwaa.cli.console;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the paths of a list file are read. */
public final class ListOptions {
    @Option(
            names = "--root",
            paramLabel = "DIR",
            description = "What the paths of a list are relative to (default: the list's folder).")
    private @Nullable Path root;

    @Option(
            names = "--strip-prefix",
            paramLabel = "PATH",
            description = "Removes this beginning from the list's paths, for a list made on another machine.")
    private @Nullable String stripPrefix;

    @Option(names = "--allow-outside-root", description = "The list may name files outside its root.")
    private boolean allowOutsideRoot;

    /** @return what the paths are relative to, or none for the folder of the list */
    public Optional<Path> root() {
        return Optional.ofNullable(root);
    }

    /** @return the beginning that the paths lose */
    public Optional<String> stripPrefix() {
        return Optional.ofNullable(stripPrefix);
    }

    /** @return whether the list may name files outside its root */
    public boolean allowOutsideRoot() {
        return allowOutsideRoot;
    }
}
