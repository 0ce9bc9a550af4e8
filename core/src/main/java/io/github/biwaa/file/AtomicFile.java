package io.github.biwaa.file;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files under a temporary name and renames them when they are complete, so that a reader never meets half a file. */
public final class AtomicFile {

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
        Path draft = file.resolveSibling(file.getFileName() + ".draft");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
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
