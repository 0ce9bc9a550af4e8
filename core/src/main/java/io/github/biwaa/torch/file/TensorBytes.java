package io.github.biwaa.torch.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.zip.Checksum;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The numbers of a tensor as files hold them: row by row, little-endian. */
public final class TensorBytes {

    private static final long PIECE = 1 << 30;

    private TensorBytes() {}

    /** Writes all values in the tensor's own precision; they are not copied if they lie row by row already. */
    public static void write(Tensor tensor, WritableByteChannel channel) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().cpu().contiguous();
            for (long begin = 0; begin < plain.nbytes(); begin += PIECE) {
                ByteBuffer bytes = piece(plain, begin);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }

    /** Adds all values to a checksum, as {@link #write} writes them. */
    public static void update(Checksum checksum, Tensor tensor) {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().cpu().contiguous();
            for (long begin = 0; begin < plain.nbytes(); begin += PIECE) {
                checksum.update(piece(plain, begin));
            }
        }
    }

    /**
     * Reads all values of a tensor whose numbers lie row by row.
     *
     * @param position of its first byte in the file
     * @throws IOException if the file cannot be read, or ends before
     */
    static void read(Tensor tensor, FileChannel channel, long position) throws IOException {
        for (long begin = 0; begin < tensor.nbytes(); begin += PIECE) {
            SafetensorsHeader.readFully(channel, piece(tensor, begin), position + begin);
        }
    }

    /** A buffer of Java reaches no further than 2 GB. */
    private static ByteBuffer piece(Tensor tensor, long begin) {
        return new BytePointer(tensor.data_ptr())
                .getPointer(begin)
                .capacity(Math.min(PIECE, tensor.nbytes() - begin))
                .asByteBuffer();
    }
}
