package io.github.biwaa.benchmark;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * MATLAB's file format 5 ("MAT-File Format", MathWorks), as far as numeric arrays go: a header of 128 bytes, then tagged elements, each an array or
 * one packed with zlib. Little-endian files only. Variables are read as a stream, so that large ones need no memory.
 */
final class MatlabFile implements AutoCloseable {
    private static final int HEADER = 128;
    private static final int INT8 = 1;
    private static final int UINT8 = 2;
    private static final int DOUBLE = 9;
    private static final int MATRIX = 14;
    private static final int COMPRESSED = 15;

    private final InputStream stream;

    private MatlabFile(InputStream stream) {
        this.stream = stream;
    }

    /** Opens a file and checks its header. */
    static MatlabFile open(Path file) throws IOException {
        InputStream stream = DigitReader.open(file);
        try {
            byte[] header = DigitReader.exactly(stream, HEADER);
            if (header[126] != 'I' || header[127] != 'M' || header[125] != 1) {
                throw new ZipException("no MATLAB file of format 5");
            }
            return new MatlabFile(stream);
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /** @return the next variable of this name, or null if none follows */
    Matrix find(String name) throws IOException {
        while (true) {
            byte[] tag = stream.readNBytes(8);
            if (tag.length == 0) {
                return null;
            }
            if (tag.length < 8) {
                throw new EOFException("the file ends within a tag");
            }
            int type = littleEndian(tag).getInt(0);
            long length = littleEndian(tag).getInt(4) & 0xffffffffL;
            InputStream body = new Bounded(stream, length);
            if (type == COMPRESSED || type == MATRIX) {
                InputStream element = type == COMPRESSED ? new InflaterInputStream(body) : body;
                if (type == COMPRESSED) {
                    tag(element, MATRIX);
                }
                Matrix matrix = new Matrix(element);
                if (matrix.name.equals(name)) {
                    return matrix;
                }
            }
            body.transferTo(OutputStream.nullOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void tag(InputStream stream, int type) throws IOException {
        int found = littleEndian(DigitReader.exactly(stream, 8)).getInt(0);
        if (found != type) {
            throw new ZipException("an element of type " + found + " where " + type + " was expected");
        }
    }

    /** A numeric array, its values yet to be read in the order of the file: first axis fastest. */
    static final class Matrix {
        private static final int LONGEST_NAME = 63;
        private static final int MOST_AXES = 16;
        private static final long MOST_VALUES = 1L << 40;

        private final InputStream stream;
        private final String name;
        private final int type;
        private final long length;
        private final InputStream values;

        private Matrix(InputStream stream) throws IOException {
            this.stream = stream;
            element(16); // flags and class, which the type of the values says better
            ByteBuffer sizes = littleEndian(element(4 * MOST_AXES));
            long count = 1;
            while (sizes.hasRemaining()) {
                int size = sizes.getInt();
                if (size < 0 || size > 0 && count > MOST_VALUES / size) {
                    throw new ZipException("an array of impossible size");
                }
                count *= size;
            }
            name = new String(element(LONGEST_NAME), StandardCharsets.US_ASCII);
            Tag data = tag();
            type = data.type;
            length = count;
            values = data.small != null ? new ByteArrayInputStream(data.small) : stream;
        }

        private record Tag(int type, long length, byte[] small) {}

        /** Small elements, up to four bytes, are kept in their tag. */
        private Tag tag() throws IOException {
            ByteBuffer tag = littleEndian(DigitReader.exactly(stream, 8));
            int first = tag.getInt(0);
            int smallLength = first >>> 16;
            if (smallLength == 0) {
                return new Tag(first, tag.getInt(4) & 0xffffffffL, null);
            }
            if (smallLength > 4) {
                throw new ZipException("a small element of " + smallLength + " bytes");
            }
            byte[] small = new byte[smallLength];
            tag.position(4);
            tag.get(small);
            return new Tag(first & 0xffff, smallLength, small);
        }

        private byte[] element(int longest) throws IOException {
            Tag tag = tag();
            if (tag.length > longest) {
                throw new ZipException("an element of " + tag.length + " bytes, expected at most " + longest);
            }
            if (tag.small != null) {
                return tag.small;
            }
            byte[] bytes = DigitReader.exactly(stream, (int) tag.length);
            DigitReader.exactly(stream, (int) ((8 - tag.length % 8) % 8));
            return bytes;
        }

        /** @return how many values there are */
        long length() {
            return length;
        }

        /** @return the next value of an array of bytes or doubles */
        double next() throws IOException {
            return switch (type) {
                case INT8 -> bytes(1)[0];
                case UINT8 -> bytes(1)[0] & 0xff;
                case DOUBLE -> littleEndian(DigitReader.exactly(values, 8)).getDouble();
                default -> throw new ZipException("values of type " + type + ", expected bytes or doubles");
            };
        }

        /** @return the next values of an array of bytes */
        byte[] bytes(int count) throws IOException {
            if (type != UINT8 && type != INT8) {
                throw new ZipException("values of type " + type + ", expected bytes");
            }
            return DigitReader.exactly(values, count);
        }
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
