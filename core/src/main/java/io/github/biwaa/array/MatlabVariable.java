package io.github.biwaa.array;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A variable of a {@link MatlabFile}, its values yet to be read in the order of the file: first axis fastest. Only arrays of numbers have values. */
public final class MatlabVariable {
    private static final int LONGEST_NAME = 63;
    private static final int MOST_AXES = 16;
    private static final int FIRST_NUMERIC_CLASS = 6;
    private static final int LAST_NUMERIC_CLASS = 15;
    private static final int COMPLEX = 0x800;
    /** By class number, from 0. */
    private static final List<String> OTHER_CLASSES =
            List.of("of an unknown kind", "a cell array", "a struct", "an object", "a text", "a sparse matrix");

    private final InputStream stream;
    private final String name;
    private final long[] shape;
    private final String kind;
    private final @Nullable NumberType type;
    private final InputStream values;

    /**
     * Reads up to the first value.
     *
     * @param mostBytes that can follow
     */
    MatlabVariable(InputStream stream, long mostBytes) throws IOException {
        this.stream = stream;
        byte[] properties = element(16);
        if (properties.length < Integer.BYTES) {
            throw new BrokenFileException("a variable without its kind");
        }
        int flags = MatlabFile.littleEndian(properties).getInt(0);
        byte[] sizes = element(4 * MOST_AXES);
        shape = new long[sizes.length / 4];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = MatlabFile.littleEndian(sizes).getInt(4 * axis);
        }
        name = new String(element(LONGEST_NAME), StandardCharsets.US_ASCII);
        kind = kind(flags);
        if (!kind.isEmpty()) {
            type = null;
            values = InputStream.nullInputStream();
            return;
        }
        Tag data = tag();
        type = NumberType.ofMatlab(data.type);
        if (type == null) {
            throw new BrokenFileException("values of type " + data.type + " in " + name + ", expected numbers");
        }
        long bytes = Extents.product(shape) * type.bytes();
        if (data.length != bytes || bytes > mostBytes) {
            throw new BrokenFileException(
                    name + " needs " + bytes + " bytes of values, it has " + Math.min(data.length, mostBytes));
        }
        values = data.small != null ? new ByteArrayInputStream(data.small) : stream;
    }

    /** @return what it is if it is no array of real numbers, else empty */
    private static String kind(int flags) {
        int number = flags & 0xff;
        if (number < FIRST_NUMERIC_CLASS || number > LAST_NUMERIC_CLASS) {
            return OTHER_CLASSES.get(number < OTHER_CLASSES.size() ? number : 0);
        }
        return (flags & COMPLEX) == 0 ? "" : "complex";
    }

    private record Tag(int type, long length, byte @Nullable [] small) {}

    /** Small elements, up to four bytes, are kept in their tag. */
    private Tag tag() throws IOException {
        ByteBuffer tag = MatlabFile.littleEndian(ValueStream.exactly(stream, 8));
        int first = tag.getInt(0);
        int smallLength = first >>> 16;
        if (smallLength == 0) {
            return new Tag(first, tag.getInt(4) & 0xffffffffL, null);
        }
        if (smallLength > 4) {
            throw new BrokenFileException("a small element of " + smallLength + " bytes");
        }
        byte[] small = new byte[smallLength];
        tag.position(4);
        tag.get(small);
        return new Tag(first & 0xffff, smallLength, small);
    }

    private byte[] element(int longest) throws IOException {
        Tag tag = tag();
        if (tag.length > longest) {
            throw new BrokenFileException("an element of " + tag.length + " bytes, expected at most " + longest);
        }
        if (tag.small != null) {
            return tag.small;
        }
        byte[] bytes = ValueStream.exactly(stream, (int) tag.length);
        ValueStream.exactly(stream, (int) ((8 - tag.length % 8) % 8));
        return bytes;
    }

    /** @return its name */
    public String name() {
        return name;
    }

    /** @return the extents of its axes */
    public long[] shape() {
        return shape.clone();
    }

    /** @return whether it is an array of real numbers; others have no values here */
    public boolean numeric() {
        return type != null;
    }

    /** @return name and shape, or name and what it is instead of an array of numbers */
    String described() {
        return numeric() ? name + " " + Arrays.toString(shape) : name + " (" + kind + ")";
    }

    /** @return how many values there are */
    public long length() {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** Hands over all values. */
    public void read(StoredArray.Sink sink) throws IOException {
        requireNumeric();
        ValueStream.read(values, requireNonNull(type), ByteOrder.LITTLE_ENDIAN, length(), sink);
    }

    /** @return the next values of an array of bytes */
    public byte[] bytes(int count) throws IOException {
        requireNumeric();
        int bytes = requireNonNull(type).bytes();
        if (bytes != 1) {
            throw new BrokenFileException("values of " + bytes + " bytes in " + name + ", expected single ones");
        }
        return ValueStream.exactly(values, count);
    }

    private void requireNumeric() throws BrokenFileException {
        if (!numeric()) {
            throw new BrokenFileException(name + " is " + kind + ", expected an array of numbers");
        }
    }
}
