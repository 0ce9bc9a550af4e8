package io.github.biwaa.array;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands before the numbers in NumPy's .npy files, formats 1.0 to 3.0.
 *
 * @param type of the values
 * @param order of the bytes of a value
 * @param firstAxisFastest whether the array is in Fortran order
 * @param shape extents of the axes, none for a single number
 * @param length bytes before the first value
 */
public record NpyHeader(NumberType type, ByteOrder order, boolean firstAxisFastest, long[] shape, int length) {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST = 1 << 16;
    private static final int ALIGNMENT = 64;
    private static final Pattern TEXT = Pattern.compile(
            "\\{\\s*+'descr'\\s*+:\\s*+'([^']*)'\\s*+,\\s*+'fortran_order'\\s*+:\\s*+(True|False)\\s*+,\\s*+'shape'\\s*+:\\s*+\\(([0-9,\\s]*+)\\)\\s*+,?\\s*+\\}\\s*+");

    /**
     * Reads a header; the stream then stands at the first value.
     *
     * @throws BrokenFileException if it is none, or one of an array of anything but numbers
     */
    public static NpyHeader read(InputStream stream) throws IOException {
        byte[] start = stream.readNBytes(8);
        if (start.length < 8 || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new BrokenFileException("it does not begin as .npy files do");
        }
        int lengthBytes = start[6] == 1 ? 2 : 4;
        ByteBuffer size =
                ByteBuffer.wrap(ValueStream.exactly(stream, lengthBytes)).order(ByteOrder.LITTLE_ENDIAN);
        long length = lengthBytes == 2 ? Short.toUnsignedLong(size.getShort()) : Integer.toUnsignedLong(size.getInt());
        if (length > LONGEST) {
            throw new BrokenFileException("its header claims " + length + " bytes");
        }
        byte[] text = ValueStream.exactly(stream, (int) length);
        Matcher header = TEXT.matcher(new String(text, StandardCharsets.ISO_8859_1));
        if (!header.matches()) {
            throw new BrokenFileException("its header is not understood; expected a plain array of numbers");
        }
        String code = header.group(1);
        return new NpyHeader(
                type(code),
                code.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
                header.group(2).equals("True"),
                shape(header.group(3)),
                8 + lengthBytes + (int) length);
    }

    private static NumberType type(String code) throws BrokenFileException {
        NumberType type = code.matches("[<>|=].*") ? NumberType.ofNumpy(code.substring(1)) : null;
        if (type == null) {
            String kind = code.contains("O")
                    ? "Python objects (pickle), which are never read"
                    : code.matches("[<>|=][USa].*") ? "texts (" + code + ")" : "values of the type " + code;
            throw new BrokenFileException("it holds " + kind + "; expected float16, float32, float64 or whole numbers");
        }
        return type;
    }

    private static long[] shape(String text) throws BrokenFileException {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new BrokenFileException("its shape is (" + text + ")");
        }
    }

    /** @return the number of values */
    public long count() throws BrokenFileException {
        return Extents.product(shape);
    }

    /** @return the bytes of all values */
    public long dataBytes() throws BrokenFileException {
        return count() * type.bytes();
    }

    /**
     * The bytes of a header of format 1.0 for little-endian values in C order. Their number is a multiple of 64.
     *
     * @param type of the values
     * @param shape extents of the axes
     */
    public static byte[] bytes(NumberType type, long... shape) {
        String extents = Arrays.toString(shape).replace("[", "(").replace("]", shape.length == 1 ? ",)" : ")");
        String text = "{'descr': '" + (type.bytes() == 1 ? "|" : "<") + type.numpyCode()
                + "', 'fortran_order': False, 'shape': " + extents + ", }";
        int before = MAGIC.length + 4;
        int length = (before + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        byte[] header = new byte[length];
        Arrays.fill(header, (byte) ' ');
        System.arraycopy(MAGIC, 0, header, 0, MAGIC.length);
        ByteBuffer.wrap(header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(6, (byte) 1)
                .put(7, (byte) 0)
                .putShort(8, (short) (length - before))
                .put(before, text.getBytes(StandardCharsets.US_ASCII));
        header[length - 1] = '\n';
        return header;
    }
}
