package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes files under a temporary name and renames them when they are complete, so that a reader never meets half a file. Nobody can guess that name, and
 * renaming replaces a symbolic link rather than what it points to: what else lies in the folder does not decide where is written.
 */
public final class AtomicFile {
    /** What a draft's name has more than its file's. */
    private static final Pattern ENDING = Pattern.compile("(.+)\\.[0-9a-f]{16}\\.draft");

    private static final int LONGEST_BEGINNING = 50;
    private static final Duration ABANDONED = Duration.ofHours(1);

    private AtomicFile() {}

    /** Fills a file. */
    @FunctionalInterface
    public interface Content {
        /** @param draft where to write */
        void writeTo(Path draft) throws IOException;
    }

    /**
     * Writes a file; missing parent folders are made.
     *
     * @throws BiwaaException if it cannot be written (read-only folder, full disk); an earlier version is then untouched
     */
    public static void write(Path file, Content content) {
        Path draft = draftOf(file);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            deleteAbandonedDraftsOf(file);
            Files.newByteChannel(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                    .close();
            try {
                content.writeTo(draft);
                force(draft);
                Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException | RuntimeException | Error failure) {
                Files.deleteIfExists(draft);
                throw failure;
            }
        } catch (IOException failure) {
            throw new BiwaaException("cannot write " + file + ": " + reason(failure) + ".", failure);
        }
    }

    /** @return a name beside the file that nobody can guess, for what is yet to be complete; such files are deleted once they are abandoned */
    public static Path draftOf(Path file) {
        String random = UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        return file.resolveSibling(beginning(file) + "." + random + ".draft");
    }

    /** File systems allow 255 bytes for a name. */
    private static String beginning(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, Math.min(name.length(), LONGEST_BEGINNING));
    }

    /** @return the name of the file that a draft was to become, or the beginning of a long name; empty if this is no draft's name */
    public static Optional<String> nameOfDraft(Path draft) {
        Matcher name = ENDING.matcher(draft.getFileName().toString());
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /** Those that a kill left; a writer that is still at work touches its own every now and then. */
    private static void deleteAbandonedDraftsOf(Path file) throws IOException {
        Optional<String> name = Optional.of(beginning(file));
        Instant before = Instant.now().minus(ABANDONED);
        DirectoryStream.Filter<Path> abandoned = draft -> nameOfDraft(draft).equals(name)
                && Files.getLastModifiedTime(draft, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before);
        try (DirectoryStream<Path> drafts =
                Files.newDirectoryStream(file.toAbsolutePath().getParent(), abandoned)) {
            for (Path draft : drafts) {
                Files.deleteIfExists(draft);
            }
        } catch (DirectoryIteratorException | NoSuchFileException deletedMeanwhile) {
            // By another writer: the next one deletes what is left.
        }
    }

    /** On the disk before it gets its name: not even a power failure leaves a name without its content. */
    private static void force(Path draft) throws IOException {
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** {@link #write(Path, Content)} of a text in UTF-8. */
    public static void writeText(Path file, String text) {
        write(file, draft -> Files.writeString(draft, text, StandardCharsets.UTF_8));
    }

    /** What went wrong, for people: the JDK's message of some exceptions is just a path. */
    public static String reason(IOException failure) {
        if (failure instanceof java.nio.file.AccessDeniedException) {
            return "permission denied; is the folder read-only?";
        }
        if (lacksHandles(failure)) {
            return "too many open files; allow more with ulimit -n";
        }
        if (failure instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        if (failure instanceof java.nio.file.NoSuchFileException) {
            return "no such file or folder";
        }
        if (failure instanceof java.nio.file.FileAlreadyExistsException) {
            return "a file is in the way";
        }
        return String.valueOf(failure.getMessage());
    }

    /** @return whether the process or the system has no file handle left, which says nothing about the file itself */
    public static boolean lacksHandles(IOException failure) {
        return String.valueOf(failure.getMessage()).contains("Too many open files");
    }
}
