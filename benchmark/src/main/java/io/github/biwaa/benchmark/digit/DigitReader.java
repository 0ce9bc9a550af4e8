package io.github.biwaa.benchmark.digit;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.BrokenFileException;
import io.github.biwaa.file.AtomicFile;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a published file of digits, one picture after the other. */
public abstract class DigitReader {
    private static final int BUFFER = 1 << 16;

    private final Path file;

    DigitReader(Path file) {
        this.file = file;
    }

    /** @return the file */
    public final Path file() {
        return file;
    }

    /**
     * @return the digit of every picture
     * @throws BiwaaException if the file is not what it should be
     */
    public final int[] labels() {
        return guarded(this::readLabels);
    }

    /**
     * Hands over all pictures in the order of the file.
     *
     * @throws BiwaaException if the file is not what it should be
     */
    public final void pictures(DigitArchive.PictureSink sink) {
        guarded(() -> {
            readPictures(sink);
            return sink;
        });
    }

    abstract int[] readLabels() throws IOException;

    abstract void readPictures(DigitArchive.PictureSink sink) throws IOException;

    /** Opens a file, unpacked if its name ends in .gz. */
    static InputStream open(Path file) throws IOException {
        InputStream stream = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            return file.getFileName().toString().endsWith(".gz")
                    ? new BufferedInputStream(new GZIPInputStream(stream, BUFFER), BUFFER)
                    : stream;
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /** @return exactly so many bytes */
    static byte[] exactly(InputStream stream, int length) throws IOException {
        byte[] bytes = stream.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the file ends too early");
        }
        return bytes;
    }

    /** @return the error that the file is not what it should be; {@code why} is a sentence without its full stop */
    final BiwaaException wrong(String why) {
        return new BiwaaException(file + ": " + why + ".");
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private <T> T guarded(Reading<T> reading) {
        try {
            return reading.read();
        } catch (EOFException | ZipException | BrokenFileException e) {
            throw new BiwaaException(
                    file + ": broken or incomplete (" + e.getMessage() + "). Download it once more.", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
