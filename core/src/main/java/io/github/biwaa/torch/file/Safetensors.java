package io.github.biwaa.torch.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.TensorType;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads and writes safetensors files: a JSON header and raw little-endian numbers. Nothing in such a file is executed, and nothing is allocated
 * that the file does not hold.
 */
public final class Safetensors {
    private static final JsonMapper JSON = new JsonMapper();

    private Safetensors() {}

    /**
     * Reads all tensors, in the order of the file's header, which is checked against the file first. The numbers are mapped into memory and come from
     * the disk when they are used; a file that cannot be mapped is read instead. Tensors may be written to, the file stays as it is. A file may be
     * replaced or deleted while its tensors are in use, but not cut off in place.
     *
     * @throws BiwaaException if the file is missing, cut off or inconsistent; the message says how
     */
    public static StateDict read(Path file) {
        return read(file, true);
    }

    /** @param mapped whether to map the file, where that is possible, or to read it */
    static StateDict read(Path file, boolean mapped) {
        StateDict state = new StateDict();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                PointerScope fileScope = new PointerScope()) {
            SafetensorsHeader header = SafetensorsHeader.read(file, channel);
            Optional<MappedBytes> bytes = mapped ? MappedBytes.of(file, channel.size()) : Optional.empty();
            for (SafetensorsHeader.Entry entry : header.entries()) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor tensor = bytes.isPresent() && entry.begin() < entry.end()
                            ? bytes.get().tensor(header.dataStart() + entry.begin(), entry.type(), entry.shape())
                            : readTensor(channel, header.dataStart(), entry);
                    state.put(entry.name(), tensor);
                }
            }
            return state;
        } catch (NoSuchFileException e) {
            state.close();
            throw new BiwaaException("there is no weight file " + file + ".", e);
        } catch (IOException e) {
            state.close();
            throw new BiwaaException("cannot read the weight file " + file + ": " + e.getMessage() + ".", e);
        } catch (RuntimeException e) {
            state.close();
            throw e;
        }
    }

    private static Tensor readTensor(FileChannel channel, long dataStart, SafetensorsHeader.Entry entry)
            throws IOException {
        Tensor tensor = Tensors.empty(entry.type().scalarType(), entry.shape());
        TensorBytes.read(tensor, channel, dataStart + entry.begin());
        return tensor;
    }

    /**
     * Writes tensors in their order. Equal tensors give equal bytes: the file holds no time and no host.
     *
     * @param metadata free texts kept in the header; may be empty
     * @throws IOException if the file cannot be written; what it then holds is incomplete, so write to a temporary name first
     */
    public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        byte[] header = header(tensors, metadata);
        try (OutputStream stream = Files.newOutputStream(file);
                WritableByteChannel channel = Channels.newChannel(stream)) {
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, header.length));
            channel.write(ByteBuffer.wrap(header));
            for (Tensor tensor : tensors.values()) {
                TensorBytes.write(tensor, channel);
            }
        }
    }

    private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata) {
        Map<String, Object> root = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            // Sorted: the order of Map.of changes from one start of the JVM to the next.
            root.put("__metadata__", new TreeMap<>(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            TensorType type = TensorType.of(tensor.scalar_type());
            long end = offset + tensor.numel() * type.bytes();
            Map<String, Object> field = new LinkedHashMap<>();
            field.put("dtype", type.name());
            field.put("shape", tensor.shape());
            field.put("data_offsets", new long[] {offset, end});
            root.put(entry.getKey(), field);
            offset = end;
        }
        try {
            byte[] text = JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
            // Spaces up to a multiple of 8 keep the data aligned.
            byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
            Arrays.fill(padded, text.length, padded.length, (byte) ' ');
            return padded;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
