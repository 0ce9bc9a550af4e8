package io.github.biwaa.settings;

import io.github.biwaa.data.DomainLocation;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the pictures are and how they are read.
 *
 * @param source the labelled domain
 * @param target the other domain
 * @param skipBroken whether pictures that cannot be read are left out instead of stopping the training before it begins
 * @param cache where decoded pictures are kept; empty for the user's cache folder
 */
public record DataSettings(DomainLocation source, DomainLocation target, boolean skipBroken, Optional<Path> cache) {}
