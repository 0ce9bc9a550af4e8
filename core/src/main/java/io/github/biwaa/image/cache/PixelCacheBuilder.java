package io.github.biwaa.image.cache;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.ExhaustedException;
import io.github.biwaa.Progress;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.decode.PixelImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Writes one cache file: decodes what is new or changed, copies the rest from an older file of the same list, and renames when all is there. */
final class PixelCacheBuilder {
    private static final long REPORT_MILLISECONDS = 200;
    /** Left free on the disk beyond the file itself. */
    private static final long SPARE_BYTES = 16L << 20;

    private final List<Path> files;
    private final FileStamps stamps;
    private final Preprocessing preprocessing;
    private final PixelCacheName name;
    private final PixelCache.Options options;
    private final Progress.Task task;
    private final ToLongFunction<Path> usableSpace;
    private final SortedMap<Integer, String> broken = Collections.synchronizedSortedMap(new TreeMap<>());
    private final int[] checksums;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger decoded = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    PixelCacheBuilder(
            List<Path> files,
            FileStamps stamps,
            Preprocessing preprocessing,
            PixelCacheName name,
            PixelCache.Options options,
            ToLongFunction<Path> usableSpace) {
        this.files = files;
        this.stamps = stamps;
        this.preprocessing = preprocessing;
        this.name = name;
        this.options = options;
        this.task = Progress.Task.decoding(options.name());
        this.usableSpace = usableSpace;
        this.checksums = new int[files.size()];
    }

    /** An older file of the same list: its channel, and which pictures are still as they were. */
    private record Earlier(FileChannel channel, PixelCacheFile file, PixelCacheFile.Index index)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Writes the file; to be called with the lock held.
     *
     * @return how many pictures were decoded
     */
    int build() throws IOException {
        Path target = options.directory().resolve(name.fileName());
        List<Path> siblings = siblings();
        // Unfinished files of a builder that was killed; nobody else can be writing, since we hold the lock.
        deleteQuietly(
                siblings.stream().filter(file -> !PixelCacheName.finished(file)).toList());
        try (@Nullable Earlier earlier = openEarlier(siblings)) {
            int toDecode = toDecode(earlier);
            long length = PixelCacheFile.expectedLength(files.size(), preprocessing.pictureLength());
            options.progress()
                    .noted(String.format(
                            Locale.ROOT,
                            "Decoding %,d pictures of %s once; the cache takes %,.1f MB: %s",
                            toDecode,
                            options.name(),
                            length / 1e6,
                            target));
            requireSpace(length);
            Path unfinished = options.directory().resolve(name.unfinishedName());
            try {
                write(unfinished, earlier, toDecode);
                rename(unfinished, target);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
        deleteQuietly(siblings.stream().filter(file -> !file.equals(target)).toList());
        return decoded.get();
    }

    private void write(Path unfinished, @Nullable Earlier earlier, int toDecode) throws IOException {
        try (FileChannel channel =
                FileChannel.open(unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ExecutorService workers = Executors.newFixedThreadPool(options.threads(), task -> {
                Thread thread = new Thread(task, "biwaa-decoder");
                thread.setDaemon(true);
                return thread;
            });
            try {
                for (int worker = 0; worker < options.threads(); worker++) {
                    workers.execute(() -> work(channel, earlier));
                }
                workers.shutdown();
                while (!workers.awaitTermination(REPORT_MILLISECONDS, TimeUnit.MILLISECONDS)) {
                    options.progress().report(task, decoded.get(), toDecode);
                }
                options.progress().report(task, decoded.get(), toDecode);
            } catch (InterruptedException exception) {
                Thread.currentThread().interrupt();
                throw new BiwaaException("interrupted while decoding pictures", exception);
            } finally {
                stop(workers);
            }
            rethrowFailure();
            if (written.get() != files.size()) {
                throw new IllegalStateException(
                        "only " + written.get() + " of " + files.size() + " pictures were written");
            }
            PixelCacheFile.finish(
                    channel, preprocessing.pictureLength(), new PixelCacheFile.Index(stamps, checksums, broken));
        }
    }

    private void work(FileChannel channel, @Nullable Earlier earlier) {
        try {
            Resizer resizer = new Resizer();
            ByteBuffer copy = ByteBuffer.allocateDirect(preprocessing.pictureLength());
            ByteBuffer empty = ByteBuffer.allocate(preprocessing.pictureLength());
            PixelCacheFile layout = new PixelCacheFile(files.size(), preprocessing.pictureLength(), 0);
            int index = next.getAndIncrement();
            while (index < files.size() && failure.get() == null) {
                ByteBuffer pixels =
                        earlier != null && reusable(earlier, index) ? earlierPixels(earlier, index, copy) : null;
                if (pixels == null) {
                    byte[] samples = decode(index, resizer);
                    pixels = samples == null ? empty.clear() : ByteBuffer.wrap(samples);
                    decoded.incrementAndGet();
                }
                checksums[index] = PixelCacheFile.checksum(pixels);
                PixelCacheFile.writeFully(channel, pixels, layout.offsetOf(index));
                written.incrementAndGet();
                index = next.getAndIncrement();
            }
        } catch (IOException | RuntimeException | Error throwable) {
            failure.compareAndSet(null, throwable);
        }
    }

    /** A picture's pixels; null, and an entry among the broken ones, where it has none. */
    private byte @Nullable [] decode(int index, Resizer resizer) {
        Path file = files.get(index);
        PixelImage image;
        try {
            image = preprocessing.decode(file);
        } catch (ExhaustedException exception) {
            // Left out as broken, good pictures would be missing from the training without a reason.
            throw exception;
        } catch (BiwaaException exception) {
            broken.put(index, exception.getMessage());
            return null;
        }
        try {
            return preprocessing.prepare(image, resizer).samples();
        } catch (BiwaaException exception) {
            broken.put(index, file + ": " + exception.getMessage());
            return null;
        }
    }

    private boolean reusable(@Nullable Earlier earlier, int index) {
        return earlier != null
                && !stamps.missing(index)
                && earlier.index().stamps().same(stamps, index)
                && !earlier.index().broken().containsKey(index);
    }

    /** @return null if they are not what was written */
    private @Nullable ByteBuffer earlierPixels(Earlier earlier, int index, ByteBuffer copy) throws IOException {
        copy.clear();
        long start = earlier.file().offsetOf(index);
        while (copy.hasRemaining()) {
            if (earlier.channel().read(copy, start + copy.position()) < 0) {
                throw new IOException("the earlier cache file ended");
            }
        }
        copy.flip();
        return PixelCacheFile.checksum(copy) == earlier.index().checksums()[index] ? copy : null;
    }

    private int toDecode(@Nullable Earlier earlier) {
        int count = 0;
        for (int index = 0; index < files.size(); index++) {
            if (!reusable(earlier, index)) {
                count++;
            }
        }
        return count;
    }

    private List<Path> siblings() throws IOException {
        List<Path> siblings = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(options.directory(), name.siblings())) {
            stream.forEach(siblings::add);
        }
        return siblings;
    }

    /** The first sibling that is a whole cache file; null where there is none. */
    private @Nullable Earlier openEarlier(List<Path> siblings) {
        for (Path sibling : siblings) {
            if (!PixelCacheName.finished(sibling)) {
                continue;
            }
            try {
                FileChannel channel = PixelCacheFile.openForReading(sibling);
                try {
                    PixelCacheFile file = PixelCacheFile.open(channel, files.size(), preprocessing.pictureLength());
                    return new Earlier(channel, file, file.readIndex(channel));
                } catch (IOException | RuntimeException damaged) {
                    channel.close();
                }
            } catch (IOException gone) {
                // The next sibling may do.
            }
        }
        return null;
    }

    private void requireSpace(long length) {
        long usable = usableSpace.applyAsLong(options.directory());
        if (usable < length + SPARE_BYTES) {
            throw new BiwaaException("the cache of decoded pixels needs " + megabytes(length) + " in "
                    + options.directory() + ", where " + megabytes(usable)
                    + " are free; free some space, or keep the cache elsewhere (the setting cache)");
        }
    }

    private void rethrowFailure() throws IOException {
        Throwable thrown = failure.get();
        if (thrown instanceof IOException exception) {
            throw exception;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        if (thrown instanceof OutOfMemoryError error) {
            throw new BiwaaException("decoding pictures needs more memory than Java may use; raise -Xmx", error);
        }
        if (thrown instanceof Error error) {
            throw error;
        }
    }

    private void stop(ExecutorService workers) {
        // Interrupting would close the file under the others: they are told by the failure and end after the picture
        // they are at.
        if (!workers.isTerminated()) {
            failure.compareAndSet(null, new IOException("stopped"));
            workers.shutdown();
            boolean interrupted = Thread.interrupted();
            try {
                workers.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException exception) {
                interrupted = true;
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void rename(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException exception) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(List<Path> superseded) {
        for (Path file : superseded) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException stillInUse) {
                // Windows keeps files that somebody has mapped; the next build tries again.
            }
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / 1e6);
    }
}
