package io.github.biwaa.torch.file;

import io.github.biwaa.torch.file.pickle.Checkpoint;
import io.github.biwaa.torch.file.pickle.PickleException;
import io.github.biwaa.torch.file.pickle.PickleInput;
import io.github.biwaa.torch.file.pickle.PickleReader;
import io.github.biwaa.torch.file.pickle.PickledStorage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The format of {@code torch.save} since PyTorch 1.6: a zip archive of uncompressed entries, {@code NAME/data.pkl} with the pickle and
 * {@code NAME/data/KEY} with the numbers of each storage.
 */
final class PytorchZip {
    private static final String PICKLE = "data.pkl";
    private static final int CHUNK = 1 << 16;

    private final ZipFile archive;
    private final long fileSize;
    private final String folder;

    private PytorchZip(ZipFile archive, long fileSize, String folder) {
        this.archive = archive;
        this.fileSize = fileSize;
        this.folder = folder;
    }

    /** @throws PickleException if it is not such an archive, or asks for what weights do not need */
    static StateDict read(Path file) throws IOException {
        try (ZipFile archive = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            return new PytorchZip(archive, Files.size(file), folder(archive)).read();
        }
    }

    /** @return the folder in the archive that everything lies in, with a slash at its end */
    private static String folder(ZipFile archive) {
        List<String> folders = archive.stream()
                .map(ZipEntry::getName)
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.length() - PICKLE.length() - 1)
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .distinct()
                .limit(2)
                .toList();
        if (folders.size() != 1) {
            throw new PickleException("it is a zip archive with " + (folders.isEmpty() ? "no" : "more than one") + " "
                    + PICKLE + ", expected one as torch.save writes");
        }
        return folders.get(0);
    }

    private StateDict read() throws IOException {
        if (archive.getEntry(folder + "constants.pkl") != null) {
            throw new PickleException(
                    "it holds a TorchScript program, not only weights; in Python, save its state_dict() instead");
        }
        checkByteOrder();
        ZipEntry entry = stored(PICKLE);
        Object content;
        try (InputStream stream = new BufferedInputStream(archive.getInputStream(entry))) {
            content = new PickleReader(new PickleInput(stream, entry.getSize())).read();
        }
        return new StorageMemory(this::readStorage, fileSize).materialize(Checkpoint.stateDict(content));
    }

    private void checkByteOrder() throws IOException {
        if (archive.getEntry(folder + "byteorder") == null) {
            return;
        }
        try (InputStream stream = archive.getInputStream(stored("byteorder"))) {
            String order = new String(stream.readNBytes(CHUNK), StandardCharsets.US_ASCII);
            if (!order.equals("little")) {
                throw new PickleException("its numbers are not little-endian");
            }
        }
    }

    private void readStorage(PickledStorage storage, ByteBuffer memory) throws IOException {
        ZipEntry entry = stored("data/" + storage.key());
        if (entry.getSize() != memory.remaining()) {
            throw new PickleException("storage " + storage.key() + " has " + entry.getSize() + " bytes, expected "
                    + memory.remaining() + " for its numbers");
        }
        byte[] chunk = new byte[CHUNK];
        try (InputStream stream = archive.getInputStream(entry)) {
            while (memory.hasRemaining()) {
                int read = stream.read(chunk, 0, Math.min(chunk.length, memory.remaining()));
                if (read < 0) {
                    throw new PickleException(
                            "storage " + storage.key() + " ends too early: the file was cut off or damaged");
                }
                memory.put(chunk, 0, read);
            }
        }
    }

    /** @return an entry as torch.save writes it: not compressed, so that it takes no more memory than it has bytes */
    private ZipEntry stored(String name) {
        ZipEntry entry = archive.getEntry(folder + name);
        if (entry == null) {
            throw new PickleException(
                    "it has no entry " + folder + name + ": it was damaged or is not a file of torch.save");
        }
        if (entry.getMethod() != ZipEntry.STORED) {
            throw new PickleException("its entry " + folder + name + " is compressed, which torch.save never does");
        }
        if (entry.getSize() < 0 || entry.getSize() > fileSize || entry.getSize() != entry.getCompressedSize()) {
            throw new PickleException(
                    "its entry " + folder + name + " claims " + entry.getSize() + " bytes, the file has " + fileSize);
        }
        return entry;
    }
}
