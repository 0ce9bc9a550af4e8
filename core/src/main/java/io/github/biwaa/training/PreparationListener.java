package io.github.biwaa.training;

import java.nio.file.Path;

/** Told how the work before the first run goes: downloading weights, decoding pictures, computing features of a frozen backbone. */
public interface PreparationListener {
    /** Says nothing. */
    PreparationListener SILENT = new PreparationListener() {};

    /** So many bytes of a file of weights are here; size is -1 if it is not known. */
    default void downloading(String file, long done, long size) {}

    /** A cache file is about to be written: so many pictures of a domain to decode, so many bytes on disk. */
    default void cacheSize(String domain, int pictures, long bytes, Path file) {}

    /** So many pictures of a domain are decoded. */
    default void decoding(String domain, int done, int size) {}

    /** A picture was left out because it cannot be read. */
    default void skipped(String domain, String reason) {}

    /** So many pictures of a domain went through the frozen backbone. */
    default void extracting(String domain, int done, int size) {}

    /** Whether to stop early; asked several times a second. What was prepared so far is dropped, finished runs stay. */
    default boolean stopRequested() {
        return false;
    }
}
