package io.github.biwaa.torch;

import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceGuardImplInterface;
import org.bytedeco.pytorch.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.EventFlag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes batches to a device. A GPU has a stream of its own for them: it copies the next batch while it still computes the step before, and only what is
 * computed with the batch waits for the copy. Devices without streams get their batches in turn with other work. For one thread.
 */
public final class BatchUpload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchUpload.class);
    private static final long[] PROBE = {3, 1, 4, 1, 5};

    private final Device device;
    /** Null without streams. */
    private final @Nullable CopyStream copies;

    /** @param device where batches go */
    public BatchUpload(Device device) {
        this.device = device;
        copies = device.isCpu() ? null : CopyStream.openIfPossible(device);
    }

    /**
     * Begins to copy and does not wait for the end.
     *
     * @param staged a batch that {@link Device#stage} prepared
     * @return on the device, in the scope of the caller; the tensor itself if it is there already
     */
    public Tensor upload(Tensor staged) {
        return copies == null ? device.upload(staged) : copies.upload(staged);
    }

    /** @return whether copies have a stream of their own */
    public boolean overlaps() {
        return copies != null;
    }

    @Override
    public void close() {
        if (copies != null) {
            copies.close();
        }
    }

    private static final class CopyStream implements AutoCloseable {
        private final Device device;
        private final DeviceGuardImplInterface streams;
        private final Stream stream;
        /** Holds libtorch's event, which tells the stream that computes when a copy is complete. */
        private final PointerPointer<Pointer> copied;

        private CopyStream(Device device) {
            Engine.load();
            this.device = device;
            copied = new PointerPointer<>(1);
            streams = torch.getDeviceGuardImpl(device.kind().type());
            stream = streams.getStreamFromGlobalPool(device.torchDevice());
            copied.put(0, null);
            // From here on they outlive the scope.
            stream.retainReference();
            copied.retainReference();
        }

        /** @return null if the device has no streams, or a first copy went wrong */
        static @Nullable CopyStream openIfPossible(Device device) {
            try (PointerScope scope = new PointerScope()) {
                CopyStream opened = new CopyStream(device);
                if (opened.works()) {
                    return opened;
                }
                opened.close();
            } catch (RuntimeException e) {
                LOG.debug("no stream for copies to {}: {}", device, firstLine(e));
            }
            return null;
        }

        /** Of libtorch's exceptions the first line says what; a list of its functions follows. */
        private static String firstLine(RuntimeException failure) {
            return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        }

        private boolean works() {
            try {
                Tensor there = upload(Tensors.of(PROBE, PROBE.length).pin_memory());
                if (Arrays.equals(Tensors.toLongs(there.cpu()), PROBE)) {
                    return true;
                }
                LOG.warn("copies to {} do not overlap with computations: a first one went wrong", device);
            } catch (RuntimeException e) {
                LOG.warn("copies to {} do not overlap with computations: {}", device, firstLine(e));
            }
            return false;
        }

        Tensor upload(Tensor staged) {
            return Tensors.scoped(() -> {
                Stream computing = streams.getStream(device.torchDevice());
                Tensor batch;
                streams.exchangeStream(stream);
                try {
                    batch = device.upload(staged);
                    streams.record(copied, stream, (byte) device.index(), EventFlag.PYTORCH_DEFAULT);
                } finally {
                    streams.exchangeStream(computing);
                }
                streams.block(copied.get(0), computing);
                // Its memory belongs to the stream of copies, which must not use it again before this work has been
                // done.
                batch.record_stream(computing);
                return batch;
            });
        }

        @Override
        public void close() {
            if (copied.get(0) != null) {
                streams.destroyEvent(copied.get(0), (byte) device.index());
            }
            copied.releaseReference();
            stream.releaseReference();
        }
    }
}
