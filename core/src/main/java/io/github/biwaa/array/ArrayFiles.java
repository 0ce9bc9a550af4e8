package io.github.biwaa.array;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Finds out what arrays of numbers a file holds; its name says of which kind it is. */
public final class ArrayFiles {

    private ArrayFiles() {}

    /** The kinds of files that hold arrays. */
    private enum Kind {
        NPY,
        NPZ,
        MAT
    }

    /**
     * What a file holds.
     *
     * @param arrays those of numbers, in the order of the file
     * @param others what else there is, described for people
     */
    public record Content(List<StoredArray> arrays, List<String> others) {
        /** Copies the lists. */
        public Content {
            arrays = List.copyOf(arrays);
            others = List.copyOf(others);
        }

        /** @return all of it in words, such as {@code fts [1123, 800], labels [1123, 1]} */
        public String described() {
            String all = Stream.concat(arrays.stream().map(StoredArray::described), others.stream())
                    .collect(Collectors.joining(", "));
            return all.isEmpty() ? "nothing" : all;
        }
    }

    /** @return whether a file of this name holds arrays: it ends in .npy, .npz or .mat, in any case */
    public static boolean isNamedSo(Path file) {
        return kind(file) != null;
    }

    private static @Nullable Kind kind(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        for (Kind kind : Kind.values()) {
            if (name.endsWith("." + kind.name().toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        return null;
    }

    /**
     * Looks into a file; values are read later.
     *
     * @param file one that {@link #isNamedSo}
     * @throws BiwaaException if it is missing or damaged, or an .npy of anything but numbers
     */
    public static Content list(Path file) {
        List<String> others = new ArrayList<>();
        return switch (kind(file)) {
            case NPY -> new Content(List.of(NumpyFiles.npy(file)), others);
            case NPZ -> {
                List<StoredArray> arrays = NumpyFiles.npz(file, others);
                yield new Content(arrays, others);
            }
            case MAT -> {
                List<StoredArray> arrays = MatlabArrays.of(file, others);
                yield new Content(arrays, others);
            }
        };
    }

    /** Reads from a file. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** @return what was read; every failure names the file */
    static <T> T reading(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (NoSuchFileException e) {
            throw new BiwaaException("there is no file " + file + ".", e);
        } catch (BrokenFileException e) {
            throw new BiwaaException("cannot read " + file + ": " + e.getMessage() + ".", e);
        } catch (EOFException | ZipException e) {
            throw new BiwaaException(
                    "cannot read " + file + ": it is damaged or incomplete (" + e.getMessage() + ").", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
