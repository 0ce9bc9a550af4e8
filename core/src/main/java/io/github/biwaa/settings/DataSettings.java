package io.github.biwaa.settings;

import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.DomainReader;
import io.github.biwaa.image.CacheDirectory;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
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
public record DataSettings(DomainLocation source, DomainLocation target, boolean skipBroken, Optional<Path> cache) {

    /**
     * Reads both domains.
     *
     * @return the caller's to close
     * @throws io.github.biwaa.BiwaaException as {@link DomainReader#read}
     */
    public Domains<Samples> read() {
        return DomainReader.read(source, target, skipBroken);
    }

    /** @return the folder of decoded pictures and downloaded weights */
    public Path cacheFolder() {
        return cache.orElseGet(CacheDirectory::standard);
    }
}
