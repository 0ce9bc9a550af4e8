package io.github.biwaa.image.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Size and time of last change of many files: as long as neither changes, the content is taken to be the same.
 *
 * @param sizes in bytes; {@value #MISSING} for a missing file
 * @param times in nanoseconds since 1970; {@value #MISSING} for a missing file
 */
record FileStamps(long[] sizes, long[] times) {
    static final long MISSING = -1;

    /** Asks the file system, for many files at a time: on network drives each answer takes a while. */
    static FileStamps of(List<Path> files) {
        long[] sizes = new long[files.size()];
        long[] times = new long[files.size()];
        IntStream.range(0, files.size()).parallel().forEach(index -> {
            try {
                BasicFileAttributes attributes = Files.readAttributes(files.get(index), BasicFileAttributes.class);
                sizes[index] = attributes.size();
                times[index] = attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
            } catch (IOException missing) {
                sizes[index] = MISSING;
                times[index] = MISSING;
            }
        });
        return new FileStamps(sizes, times);
    }

    int count() {
        return sizes.length;
    }

    boolean missing(int index) {
        return sizes[index] == MISSING;
    }

    boolean same(FileStamps other, int index) {
        return sizes[index] == other.sizes[index] && times[index] == other.times[index];
    }

    /** Adds all stamps to a digest. */
    void digest(MessageDigest digest) {
        ByteBuffer pair = ByteBuffer.allocate(2 * Long.BYTES);
        for (int index = 0; index < sizes.length; index++) {
            pair.clear().putLong(sizes[index]).putLong(times[index]).flip();
            digest.update(pair);
        }
    }
}
