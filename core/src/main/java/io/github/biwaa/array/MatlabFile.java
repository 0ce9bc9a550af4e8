package io.github.biwaa.array;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * MATLAB's file format 5 ("MAT-File Format", MathWorks), as far as arrays of numbers go: a header of 128 bytes, then tagged elements, each a variable
 * or one packed with zlib. Little-endian files only. Variables are read as a stream, so that large ones need no memory.
 */
public final class MatlabFile implements AutoCloseable {
    private static final int HEADER = 128;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;

    private final InputStream stream;
    private InputStream rest = InputStream.nullInputStream();
    private Inflater inflater = new Inflater();

    private MatlabFile(InputStream stream) {
        this.stream = stream;
    }

    /**
     * Checks the header of a file.
     *
     * @param stream the file, buffered; closed with this object, or by this method if it fails
     * @throws BrokenFileException if it is no such file
     */
    public static MatlabFile open(InputStream stream) throws IOException {
        try {
            stream.mark(HEADER);
            byte[] start = ValueStream.exactly(stream, 4);
            if (start[0] == 0 || start[1] == 0 || start[2] == 0 || start[3] == 0) {
                throw new BrokenFileException(
                        "it is a MATLAB file of version 4, expected format 5; save it with save(..., '-v7')");
            }
            stream.reset();
            byte[] header = ValueStream.exactly(stream, HEADER);
            String text = new String(header, StandardCharsets.ISO_8859_1);
            if (text.startsWith("MATLAB 7.3")) {
                throw new BrokenFileException(
                        "it is a MATLAB file of version 7.3 (HDF5), expected format 5; save it with save(..., '-v7')");
            }
            if (header[126] == 'M' && header[127] == 'I') {
                throw new BrokenFileException(
                        "it was written on a big-endian machine; save it on a little-endian one with save(..., '-v7')");
            }
            if (header[126] != 'I' || header[127] != 'M' || header[125] != 1) {
                throw new BrokenFileException("it is not a MATLAB file of format 5, which save(..., '-v7') writes");
            }
            return new MatlabFile(stream);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /** @return the next variable, whatever is left of the one before; null after the last */
    public @Nullable MatlabVariable next() throws IOException {
        while (true) {
            rest.transferTo(OutputStream.nullOutputStream());
            byte[] tag = stream.readNBytes(8);
            if (tag.length == 0) {
                return null;
            }
            if (tag.length < 8) {
                throw new EOFException("the file ends within a tag");
            }
            int type = littleEndian(tag).getInt(0);
            long length = littleEndian(tag).getInt(4) & 0xffffffffL;
            rest = new Bounded(stream, length);
            if (type == MATRIX) {
                return new MatlabVariable(rest, length);
            }
            if (type == COMPRESSED) {
                // Each holds native memory, and a file may have thousands of packed elements.
                inflater.end();
                inflater = new Inflater();
                InputStream unpacked = new InflaterInputStream(rest, inflater);
                int found = littleEndian(ValueStream.exactly(unpacked, 8)).getInt(0);
                if (found != MATRIX) {
                    throw new BrokenFileException("an element of type " + found + " where a variable was expected");
                }
                return new MatlabVariable(unpacked, ValueStream.largestUnpacked(length));
            }
        }
    }

    /** @return the next variable of this name, or null if none follows */
    public @Nullable MatlabVariable find(String name) throws IOException {
        MatlabVariable variable = next();
        while (variable != null && !variable.name().equals(name)) {
            variable = next();
        }
        return variable;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        stream.close();
    }

    static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The first bytes of a stream. */
    private static final class Bounded extends InputStream {
        private final InputStream stream;
        private long left;

        Bounded(InputStream stream, long length) {
            this.stream = stream;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int read = stream.read(bytes, offset, (int) Math.min(length, left));
            if (read < 0) {
                throw new EOFException("the file ends too early");
            }
            left -= read;
            return read;
        }
    }
}
