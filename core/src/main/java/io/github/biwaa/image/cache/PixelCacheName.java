package io.github.biwaa.image.cache;

import io.github.biwaa.image.Preprocessing;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a cache file is called. A finished file never changes: when a picture changes so does the name, and pictures that stayed are copied from
 * the file with the same list and other stamps. So a file that a reader has mapped is never written to.
 *
 * @param list digest of the settings that decide the pixels and of the files' absolute paths
 * @param stamps digest of the files' sizes and times
 */
record PixelCacheName(String list, String stamps) {
    private static final String EXTENSION = ".pixels";
    private static final int DIGITS = 32;

    static PixelCacheName of(List<Path> files, Preprocessing preprocessing, FileStamps stamps) {
        MessageDigest listDigest = sha256();
        listDigest.update(preprocessing.pictureKey().getBytes(StandardCharsets.UTF_8));
        for (Path file : files) {
            listDigest.update((byte) 0);
            listDigest.update(file.toString().getBytes(StandardCharsets.UTF_8));
        }
        MessageDigest stampDigest = sha256();
        stamps.digest(stampDigest);
        return new PixelCacheName(hex(listDigest), hex(stampDigest));
    }

    String fileName() {
        return list + "-" + stamps + EXTENSION;
    }

    /** A name no other process or thread uses. Not createTempFile's, whose files only their owner may read: caches may be shared. */
    String unfinishedName() {
        return list + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime() + ".tmp";
    }

    String lockName() {
        return list + ".lock";
    }

    /** A pattern for every finished or unfinished file of the same list. */
    String siblings() {
        return list + "-*";
    }

    static boolean finished(Path file) {
        return file.toString().endsWith(EXTENSION);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
    }
}
