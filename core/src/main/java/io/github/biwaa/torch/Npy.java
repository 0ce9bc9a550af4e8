package io.github.biwaa.torch;

import io.github.biwaa.BiwaaException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** NumPy's .npy files (format 1.0 to 3.0, little-endian, C order) of numbers. Nothing in a file is executed: object arrays are refused. */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr'\\s*:\\s*'([^']*)'\\s*,\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,\\s*'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)\\s*,?\\s*\\}\\s*");

    private Npy() {}

    /**
     * Writes a tensor.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        try (PointerScope scope = new PointerScope();
                OutputStream stream = new BufferedOutputStream(Files.newOutputStream(file))) {
            Tensor plain = tensor.detach().cpu().contiguous();
            String shape = Arrays.toString(plain.shape()).replace("[", "(").replace("]", plain.dim() == 1 ? ",)" : ")");
            String header = "{'descr': '" + code(TensorType.of(plain.scalar_type()))
                    + "', 'fortran_order': False, 'shape': " + shape + ", }";
            // The data start at a multiple of 64; the header ends with a line break.
            int length = (MAGIC.length + 4 + header.length() + 1 + 63) / 64 * 64 - MAGIC.length - 4;
            byte[] text = Arrays.copyOf(header.getBytes(StandardCharsets.US_ASCII), length);
            Arrays.fill(text, header.length(), length - 1, (byte) ' ');
            text[length - 1] = '\n';
            stream.write(MAGIC);
            stream.write(new byte[] {1, 0, (byte) length, (byte) (length >> 8)});
            stream.write(text);
            byte[] data = new byte[Math.toIntExact(plain.nbytes())];
            new BytePointer(plain.data_ptr()).get(data);
            stream.write(data);
        }
    }

    /**
     * Reads a tensor.
     *
     * @return in the scope of the caller
     * @throws BiwaaException if the file is missing, cut off or no array of numbers in C order
     */
    public static Tensor read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer start = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
            if (channel.size() < 12) {
                throw broken(file, "it has " + channel.size() + " bytes");
            }
            SafetensorsHeader.readFully(channel, start, 0);
            if (!Arrays.equals(Arrays.copyOf(start.array(), MAGIC.length), MAGIC)) {
                throw broken(file, "it does not begin as .npy files do");
            }
            boolean first = start.get(6) == 1;
            int headerStart = first ? 10 : 12;
            long length = first ? Short.toUnsignedLong(start.getShort(8)) : Integer.toUnsignedLong(start.getInt(8));
            if (length > LONGEST_HEADER || headerStart + length > channel.size()) {
                throw broken(file, "its header claims " + length + " bytes");
            }
            ByteBuffer text = ByteBuffer.allocate((int) length);
            SafetensorsHeader.readFully(channel, text, headerStart);
            Matcher header = HEADER.matcher(new String(text.array(), StandardCharsets.ISO_8859_1));
            if (!header.matches()) {
                throw broken(file, "its header is not understood");
            }
            if (header.group(2).equals("True")) {
                throw broken(file, "it is in Fortran order; save it with numpy.ascontiguousarray");
            }
            return readData(
                    file, channel, headerStart + length, type(file, header.group(1)), shape(file, header.group(3)));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new BiwaaException("there is no file " + file + ".", e);
        } catch (IOException e) {
            throw broken(file, e.getMessage());
        }
    }

    private static Tensor readData(Path file, FileChannel channel, long start, TensorType type, long[] shape)
            throws IOException {
        long bytes = type.bytes();
        try {
            for (long extent : shape) {
                bytes = Math.multiplyExact(bytes, extent);
            }
        } catch (ArithmeticException e) {
            throw broken(file, "its shape is too large");
        }
        if (channel.size() - start != bytes) {
            throw broken(file, "its shape needs " + bytes + " bytes of data, it has " + (channel.size() - start));
        }
        Tensor tensor = torch.empty(shape, new TensorOptions(type.scalarType()), new MemoryFormatOptional());
        if (bytes > 0) {
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, start, bytes);
            new BytePointer(tensor.data_ptr()).capacity(bytes).asByteBuffer().put(mapped);
        }
        return tensor;
    }

    private static long[] shape(Path file, String text) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .mapToLong(Long::parseLong)
                    .toArray();
        } catch (NumberFormatException e) {
            throw broken(file, "its shape is (" + text + ")");
        }
    }

    private static String code(TensorType type) {
        return switch (type) {
            case F64 -> "<f8";
            case F32 -> "<f4";
            case F16 -> "<f2";
            case I64 -> "<i8";
            case I32 -> "<i4";
            case I16 -> "<i2";
            case I8 -> "|i1";
            case U8 -> "|u1";
            case BOOL -> "|b1";
            case BF16 -> throw new IllegalArgumentException("NumPy has no bfloat16");
        };
    }

    private static TensorType type(Path file, String code) {
        for (TensorType type : TensorType.values()) {
            if (type != TensorType.BF16 && code(type).equals(code)) {
                return type;
            }
        }
        throw broken(file, "it holds entries of type " + code + ", expected little-endian numbers");
    }

    private static BiwaaException broken(Path file, String why) {
        return new BiwaaException("cannot read the array file " + file + ": " + why + ".");
    }
}
