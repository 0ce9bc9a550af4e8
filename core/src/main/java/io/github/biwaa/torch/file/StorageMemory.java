package io.github.biwaa.torch.file;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.pickle.PickleException;
import io.github.biwaa.torch.file.pickle.PickledStorage;
import io.github.biwaa.torch.file.pickle.PickledTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/**
 * Turns pickled tensors into tensors. Each storage is read once and tensors that share it go on sharing it, so that no more memory is taken than
 * the file has numbers, however often they are used.
 */
final class StorageMemory {

    /** Fetches the numbers of a storage. */
    @FunctionalInterface
    interface Source {
        /**
         * @param storage which
         * @param memory filled to its end
         * @throws PickleException if the file does not hold it
         */
        void read(PickledStorage storage, ByteBuffer memory) throws IOException;
    }

    private final Source source;
    private final Map<String, Tensor> numbers = new HashMap<>();
    private long bytesLeft;

    /**
     * @param source of the numbers
     * @param fileSize what the file has, in bytes: storages that lie over each other cannot add up to more
     */
    StorageMemory(Source source, long fileSize) {
        this.source = source;
        this.bytesLeft = fileSize;
    }

    /** @return the tensors under the same names, the caller's to close */
    StateDict materialize(Map<String, PickledTensor> tensors) throws IOException {
        StateDict state = new StateDict();
        try (PointerScope scope = new PointerScope()) {
            for (Map.Entry<String, PickledTensor> entry : tensors.entrySet()) {
                state.put(entry.getKey(), tensor(entry.getValue()));
            }
            return state;
        } catch (IOException | RuntimeException failure) {
            state.close();
            throw failure;
        }
    }

    private Tensor tensor(PickledTensor pickled) throws IOException {
        Engine.load();
        PickledStorage storage = pickled.storage();
        Tensor whole = numbers.get(storage.key());
        if (whole == null) {
            whole = read(storage);
            numbers.put(storage.key(), whole);
        }
        return whole.as_strided(
                pickled.shape().stream().mapToLong(Long::longValue).toArray(),
                pickled.strides().stream().mapToLong(Long::longValue).toArray(),
                new LongOptional(pickled.offsetInStorage()));
    }

    private Tensor read(PickledStorage storage) throws IOException {
        bytesLeft -= storage.bytes();
        if (bytesLeft < 0) {
            throw new PickleException("its storages need more bytes than the file has: it was cut off or damaged");
        }
        Tensor tensor = Tensors.empty(storage.type().scalarType(), storage.numel());
        if (storage.bytes() > 0) {
            source.read(
                    storage,
                    new BytePointer(tensor.data_ptr()).capacity(storage.bytes()).asByteBuffer());
        }
        return tensor;
    }
}
