package io.github.biwaa.torch.file;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.BrokenFileException;
import io.github.biwaa.array.NpyHeader;
import io.github.biwaa.array.NumberType;
import io.github.biwaa.torch.TensorType;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** NumPy's .npy files (format 1.0 to 3.0, little-endian, C order) of numbers. Nothing in a file is executed: object arrays are refused. */
public final class Npy {

    private Npy() {}

    /**
     * Writes a tensor.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, Tensor tensor) throws IOException {
        try (PointerScope scope = new PointerScope();
                WritableByteChannel channel = Channels.newChannel(Files.newOutputStream(file))) {
            channel.write(ByteBuffer.wrap(
                    NpyHeader.bytes(numberType(TensorType.of(tensor.scalar_type())), Tensors.shape(tensor))));
            TensorBytes.write(tensor, channel);
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
            NpyHeader header = NpyHeader.read(Channels.newInputStream(channel));
            if (header.firstAxisFastest()) {
                throw new BrokenFileException("it is in Fortran order; save it with numpy.ascontiguousarray");
            }
            return readData(channel, header);
        } catch (NoSuchFileException e) {
            throw new BiwaaException("there is no file " + file + ".", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the array file " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private static Tensor readData(FileChannel channel, NpyHeader header) throws IOException {
        TensorType type = tensorType(header);
        long bytes = header.dataBytes();
        long held = channel.size() - header.length();
        if (held != bytes) {
            throw new BrokenFileException("its shape needs " + bytes + " bytes of data, it has " + held);
        }
        Tensor tensor = Tensors.empty(type.scalarType(), header.shape());
        TensorBytes.read(tensor, channel, header.length());
        return tensor;
    }

    private static TensorType tensorType(NpyHeader header) throws BrokenFileException {
        for (TensorType type : TensorType.values()) {
            if (type != TensorType.BF16
                    && numberType(type) == header.type()
                    && header.order() == ByteOrder.LITTLE_ENDIAN) {
                return type;
            }
        }
        throw new BrokenFileException("it holds " + header.type() + " in " + header.order()
                + " order, expected little-endian numbers that libtorch knows");
    }

    private static NumberType numberType(TensorType type) {
        return switch (type) {
            case F64 -> NumberType.FLOAT64;
            case F32 -> NumberType.FLOAT32;
            case F16 -> NumberType.FLOAT16;
            case I64 -> NumberType.INT64;
            case I32 -> NumberType.INT32;
            case I16 -> NumberType.INT16;
            case I8 -> NumberType.INT8;
            case U8 -> NumberType.UINT8;
            case BOOL -> NumberType.BOOL;
            case BF16 -> throw new IllegalArgumentException("NumPy has no bfloat16");
        };
    }
}
