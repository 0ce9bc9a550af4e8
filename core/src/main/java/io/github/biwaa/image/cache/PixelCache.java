package io.github.biwaa.image.cache;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ExhaustedException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.image.BrokenPicture;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.decode.PixelImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures decoded and resized once, kept as bytes in one file that is mapped into memory, for all later epochs, runs, views and commands. A file
 * whose size or time of change differs is decoded again, the others are copied. Several threads may read at once, and several processes may open
 * the same cache at once: one writes it, the others wait.
 *
 * <p>Changing the crop or the normalisation does not touch the cache; changing size, channels, filter or orientation makes another one.
 */
public final class PixelCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PixelCache.class);
    private static final int BROKEN_LISTED = 10;

    private final List<Path> files;
    private final PixelCacheFile layout;
    private final Path location;
    private final Preprocessing preprocessing;
    private final SortedMap<Integer, String> broken;
    private final int[] checksums;
    /** 1 for each picture whose bytes were compared with their checksum: once is enough. */
    private final AtomicIntegerArray verified;

    private final AtomicBoolean damageSaid = new AtomicBoolean();
    private final int decoded;
    /** Null once closed. */
    private volatile MappedByteBuffer @Nullable [] blocks;

    /**
     * How a cache is opened.
     *
     * @param directory folder of the cache files; made if it is missing
     * @param threads how many threads decode, 1-1024
     * @param skipBroken whether pictures that cannot be read are listed in {@link #broken()} rather than refused
     * @param name what messages call the pictures: the name of their domain
     * @param progress told how decoding goes; may stop it. All calls come from the thread that opens the cache; none if it is up to date
     */
    public record Options(Path directory, int threads, boolean skipBroken, String name, Progress progress) {
        private static final int MOST_THREADS = 1024;

        /** Checks every value. */
        public Options {
            Objects.requireNonNull(directory, "directory");
            Objects.requireNonNull(progress, "progress");
            if (threads < 1 || threads > MOST_THREADS) {
                throw new InvalidSettingException("loader-threads is " + threads + "; it must be 1 to " + MOST_THREADS);
            }
        }

        /** The user's cache folder, as many threads as processors, broken pictures refused, nobody listening. */
        public static Options defaults() {
            int processors = Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS);
            return new Options(CacheDirectory.standard(), processors, false, "pictures", Progress.SILENT);
        }
    }

    private PixelCache(
            List<Path> files,
            Preprocessing preprocessing,
            PixelCacheFile layout,
            Path location,
            PixelCacheFile.Index index,
            MappedByteBuffer[] blocks,
            int decoded) {
        this.files = files;
        this.preprocessing = preprocessing;
        this.layout = layout;
        this.location = location;
        this.broken = index.broken();
        this.checksums = index.checksums();
        this.verified = new AtomicIntegerArray(checksums.length);
        this.blocks = blocks;
        this.decoded = decoded;
    }

    /**
     * Opens the cache of a list of pictures, writing it first if it is not there or no longer fits.
     *
     * @param files picture files, in any order, repetitions allowed
     * @param preprocessing size, channels, filter and orientation of the kept pictures
     * @param options where and how
     * @return the open cache; closing it lets go of the memory, not of the file
     * @throws BiwaaException if pictures are broken or missing (all are checked first, the first ones are named), unless they are to be skipped;
     *     or if the folder cannot be written or its disk has too little space, before anything is written
     */
    public static PixelCache open(List<Path> files, Preprocessing preprocessing, Options options) {
        return open(files, preprocessing, options, PixelCache::usableSpace);
    }

    static PixelCache open(
            List<Path> files, Preprocessing preprocessing, Options options, ToLongFunction<Path> usableSpace) {
        List<Path> absolute =
                files.stream().map(file -> file.toAbsolutePath().normalize()).toList();
        PixelCache cache;
        try {
            cache = openOrBuild(absolute, preprocessing, options, usableSpace);
        } catch (IOException | UncheckedIOException exception) {
            throw new BiwaaException(
                    "the cache of decoded pixels in " + options.directory() + " cannot be written or read ("
                            + exception.getMessage()
                            + "); is the disk full, the folder protected, or are too many files open (ulimit -n)? "
                            + "Keep the cache elsewhere by the setting cache",
                    exception);
        }
        if (!options.skipBroken() && !cache.broken.isEmpty()) {
            cache.close();
            throw new BiwaaException(cache.describeBroken());
        }
        return cache;
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static PixelCache openOrBuild(
            List<Path> files, Preprocessing preprocessing, Options options, ToLongFunction<Path> usableSpace)
            throws IOException {
        FileStamps stamps = FileStamps.of(files);
        PixelCacheName name = PixelCacheName.of(files, preprocessing, stamps);
        Path location = options.directory().resolve(name.fileName());
        PixelCache cache = map(files, preprocessing, location, 0);
        if (cache != null && !cache.anyRecovered(preprocessing, stamps)) {
            return cache;
        }
        Files.createDirectories(options.directory());
        try (ExclusiveLock lock = ExclusiveLock.acquire(
                options.directory().resolve(name.lockName()), "writing the same cache of pixels")) {
            // Another process may have written it while this one waited.
            cache = map(files, preprocessing, location, 0);
            if (cache != null && !cache.anyRecovered(preprocessing, stamps)) {
                return cache;
            }
            int decoded = new PixelCacheBuilder(files, stamps, preprocessing, name, options, usableSpace).build();
            cache = map(files, preprocessing, location, decoded);
        }
        if (cache == null) {
            throw new IOException(location + " vanished as soon as it was written");
        }
        return cache;
    }

    /**
     * Whether a picture that was broken can be read now: not all that hinders reading shows in a file's size and time (too little memory, missing
     * rights).
     */
    private boolean anyRecovered(Preprocessing preprocessing, FileStamps stamps) {
        Resizer resizer = new Resizer();
        for (int index : broken.keySet()) {
            if (stamps.missing(index)) {
                continue;
            }
            try {
                preprocessing.prepare(preprocessing.decode(files.get(index)), resizer);
                return true;
            } catch (ExhaustedException exception) {
                throw exception;
            } catch (BiwaaException stillBroken) {
                // As before; the next may be whole by now.
            }
        }
        return false;
    }

    /** Null unless there is a whole cache file. */
    private static @Nullable PixelCache map(List<Path> files, Preprocessing preprocessing, Path location, int decoded)
            throws IOException {
        if (!Files.exists(location)) {
            return null;
        }
        try (FileChannel channel = PixelCacheFile.openForReading(location)) {
            PixelCacheFile layout;
            PixelCacheFile.Index index;
            try {
                layout = PixelCacheFile.open(channel, files.size(), preprocessing.pictureLength());
                index = layout.readIndex(channel);
            } catch (IOException damaged) {
                LOG.warn("The cache of pixels {} is written again: {}.", location, damaged.getMessage());
                return null;
            }
            int perBlock = layout.picturesPerBlock();
            MappedByteBuffer[] blocks = new MappedByteBuffer[(int) (((long) files.size() + perBlock - 1) / perBlock)];
            for (int block = 0; block < blocks.length; block++) {
                int first = block * perBlock;
                int pictures = Math.min(perBlock, files.size() - first);
                long bytes = (long) pictures * layout.pictureLength();
                blocks[block] = channel.map(FileChannel.MapMode.READ_ONLY, layout.offsetOf(first), bytes);
            }
            return new PixelCache(files, preprocessing, layout, location, index, blocks, decoded);
        }
    }

    /**
     * Copies one picture's bytes, height x width x channels. Safe to call from many threads.
     *
     * @param index place in the list of files, from 0
     * @param target receives {@link Preprocessing#pictureLength()} bytes from its start
     * @throws BiwaaException if the picture is one of the {@link #broken()} ones
     */
    public void read(int index, byte[] target) {
        Objects.checkIndex(index, layout.count());
        MappedByteBuffer[] mapped = blocks;
        if (mapped == null) {
            throw new IllegalStateException("the cache is closed");
        }
        if (!broken.isEmpty() && broken.containsKey(index)) {
            throw new BiwaaException(broken.get(index));
        }
        int perBlock = layout.picturesPerBlock();
        int at = (index % perBlock) * layout.pictureLength();
        mapped[index / perBlock].get(at, target, 0, layout.pictureLength());
        if (verified.get(index) == 0) {
            if (PixelCacheFile.checksum(ByteBuffer.wrap(target, 0, layout.pictureLength())) == checksums[index]) {
                verified.set(index, 1);
            } else {
                decodeAgain(index, target);
            }
        }
    }

    /** The disk has changed what was written: the picture comes from its file, and the next opening writes the cache anew. */
    private void decodeAgain(int index, byte[] target) {
        if (damageSaid.compareAndSet(false, true)) {
            LOG.warn(
                    "The cache of pixels {} is damaged. Damaged pictures are decoded again, now and whenever they are"
                            + " needed; the next training writes the cache again.",
                    location);
            try {
                Files.deleteIfExists(location);
            } catch (IOException inUse) {
                LOG.warn("Delete {}: it could not be deleted ({}).", location, inUse.getMessage());
            }
        }
        PixelImage image = preprocessing.decode(files.get(index));
        byte[] samples = preprocessing.prepare(image, new Resizer()).samples();
        if (PixelCacheFile.checksum(ByteBuffer.wrap(samples)) != checksums[index]) {
            throw new BiwaaException(files.get(index) + " has changed since it was decoded, and the cache " + location
                    + " is damaged. Start again; the cache is then written again.");
        }
        System.arraycopy(samples, 0, target, 0, samples.length);
    }

    /** The number of pictures, broken ones included. */
    public int count() {
        return layout.count();
    }

    /** The pictures that cannot be read, by place in the list; empty unless they are skipped. */
    public List<BrokenPicture> broken() {
        return broken.entrySet().stream()
                .map(entry -> new BrokenPicture(entry.getKey(), files.get(entry.getKey()), entry.getValue()))
                .toList();
    }

    /** How many pictures were decoded to open this cache: 0 if nothing had changed. */
    public int decoded() {
        return decoded;
    }

    /** The cache file. */
    public Path location() {
        return location;
    }

    /** Lets go of the mapped memory; the file stays for the next time. */
    @Override
    public void close() {
        blocks = null;
    }

    private String describeBroken() {
        StringBuilder text = new StringBuilder();
        text.append(broken.size()).append(" of ").append(layout.count()).append(" pictures cannot be read:");
        broken.values().stream().limit(BROKEN_LISTED).forEach(message -> text.append("\n  ")
                .append(message));
        if (broken.size() > BROKEN_LISTED) {
            text.append("\n  and ").append(broken.size() - BROKEN_LISTED).append(" more");
        }
        return text.append("\nRepair them, take them out of the list, or leave them out by skip-broken.")
                .toString();
    }

    /** Asks the system itself: a FileStore wants to know what is mounted where, which containers may hide. */
    private static long usableSpace(Path directory) {
        return directory.toFile().getUsableSpace();
    }
}
