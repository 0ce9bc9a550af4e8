package io.github.biwaa.array;

import io.github.biwaa.BiwaaException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The arrays in NumPy's files: .npy with one, .npz (a zip of them) with several. */
final class NumpyFiles {
    private static final String ENTRY = ".npy";

    private NumpyFiles() {}

    private interface Use<T> {
        T of(InputStream stream) throws IOException;
    }

    /** The bytes of one array: a file, or an entry of one. */
    private interface Place {
        <T> T with(Use<T> use);
    }

    private record NumpyArray(String name, String title, NpyHeader header, Place place) implements StoredArray {
        @Override
        public long[] shape() {
            return header.shape().clone();
        }

        @Override
        public boolean firstAxisFastest() {
            return header.firstAxisFastest();
        }

        @Override
        public void read(Sink sink) {
            place.with(stream -> {
                // The file may have been replaced since its header was read.
                NpyHeader now = NpyHeader.read(stream);
                if (now.type() != header.type() || now.count() != header.count()) {
                    throw new BrokenFileException("it has changed while it was read");
                }
                ValueStream.read(stream, header.type(), header.order(), header.count(), sink);
                return now;
            });
        }
    }

    /** @throws BiwaaException if the file is missing, cut off or no array of numbers */
    static StoredArray npy(Path file) {
        Place place = new NpyPlace(file);
        NpyHeader header = place.with(stream -> {
            NpyHeader found = NpyHeader.read(stream);
            long bytes = Files.size(file) - found.length();
            if (bytes != found.dataBytes()) {
                throw new BrokenFileException(
                        "its shape needs " + found.dataBytes() + " bytes of data, it has " + bytes);
            }
            return found;
        });
        return new NumpyArray("", file.toString(), header, place);
    }

    /**
     * @param others told which arrays are not of numbers, and why
     * @throws BiwaaException if the file is missing or damaged
     */
    static List<StoredArray> npz(Path file, List<String> others) {
        return ArrayFiles.reading(file, () -> {
            List<StoredArray> arrays = new ArrayList<>();
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (ZipEntry entry : Collections.list(zip.entries())) {
                    if (entry.getName().endsWith(ENTRY)) {
                        String name =
                                entry.getName().substring(0, entry.getName().length() - ENTRY.length());
                        try {
                            arrays.add(new NumpyArray(
                                    name,
                                    name + " in " + file,
                                    header(zip, entry),
                                    new NpzPlace(file, entry.getName())));
                        } catch (BrokenFileException e) {
                            others.add(name + " (" + e.getMessage() + ")");
                        }
                    }
                }
            }
            return arrays;
        });
    }

    private static NpyHeader header(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream stream = zip.getInputStream(entry)) {
            NpyHeader header = NpyHeader.read(stream);
            ValueStream.requirePossible(header.dataBytes(), entry.getCompressedSize());
            return header;
        }
    }

    private record NpyPlace(Path file) implements Place {
        @Override
        public <T> T with(Use<T> use) {
            return ArrayFiles.reading(file, () -> {
                try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
                    return use.of(stream);
                }
            });
        }
    }

    private record NpzPlace(Path file, String entry) implements Place {
        @Override
        public <T> T with(Use<T> use) {
            return ArrayFiles.reading(file, () -> {
                try (ZipFile zip = new ZipFile(file.toFile())) {
                    ZipEntry found = zip.getEntry(entry);
                    if (found == null) {
                        throw new BrokenFileException("it has changed while it was read");
                    }
                    try (InputStream stream = new BufferedInputStream(zip.getInputStream(found))) {
                        return use.of(stream);
                    }
                }
            });
        }
    }
}
