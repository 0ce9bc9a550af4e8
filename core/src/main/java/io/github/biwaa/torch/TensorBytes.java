package io.github.biwaa.torch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The numbers of a tensor as files hold them: row by row, little-endian. */
public final class TensorBytes {

    private TensorBytes() {}

    /** Writes all values in the tensor's own precision; they are not copied if they lie row by row already. */
    public static void write(Tensor tensor, WritableByteChannel channel) throws IOException {
        try (PointerScope scope = new PointerScope()) {
            Tensor plain = tensor.detach().cpu().contiguous();
            if (plain.nbytes() > 0) {
                ByteBuffer bytes = new BytePointer(plain.data_ptr())
                        .capacity(plain.nbytes())
                        .asByteBuffer();
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        }
    }
}
