package io.github.biwaa.torch.file;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.TensorType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * A file that libtorch has mapped into memory, for this process alone: what is written there does not reach the file. The mapping goes with the last
 * tensor that looks into it; the mappings of Java would wait for the garbage collector.
 */
final class MappedBytes {
    private final Tensor bytes;

    private MappedBytes(Tensor bytes) {
        this.bytes = bytes;
    }

    /**
     * Maps a file.
     *
     * @param size its bytes, at least 1
     * @return empty where that is not possible
     */
    static Optional<MappedBytes> of(Path file, long size) {
        Engine.load();
        try {
            return Optional.of(new MappedBytes(torch.from_file(
                    new BytePointer(file.toString(), StandardCharsets.UTF_8),
                    new BoolOptional(false),
                    new LongOptional(size),
                    new TensorOptions(TensorType.U8.scalarType()))));
        } catch (RuntimeException notMapped) {
            return Optional.empty();
        }
    }

    /**
     * A part of the file as numbers. It is copied if they do not lie at a multiple of their size.
     *
     * @param begin its first byte, in the file
     * @param shape of the tensor, of one number at least
     */
    Tensor tensor(long begin, TensorType type, long... shape) {
        long length = Arrays.stream(shape).reduce(type.bytes(), (product, size) -> product * size);
        Tensor part = bytes.narrow(0, begin, length);
        Tensor aligned = begin % type.bytes() == 0 ? part : part.clone();
        return aligned.view(type.scalarType()).view(shape);
    }
}
