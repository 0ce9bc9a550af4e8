package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Device;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.Tensor;

/** Exchanges tensors of the ranks' GPUs without a detour through the memory of their hosts. It is closed or aborted, whichever comes first. */
interface DeviceGroup extends RankGroup, AutoCloseable {
    /** Makes the group of one rank. */
    interface Maker {
        /**
         * Does what takes no other rank.
         *
         * @param store where the ranks find each other; borrowed
         * @param device of this rank
         * @throws RuntimeException if there can be no such group here; the message says what is missing
         */
        DeviceGroup make(Store store, int rank, int size, Device device);
    }

    /** Meets the others, which do the same; may wait for them for ever. */
    void connect();

    /** @return whether a tensor is one that this group exchanges */
    boolean holds(Tensor tensor);

    /** Ends operations that wait for a rank that is lost, from any thread. Their tensors hold anything then. */
    void abort();

    /** Leaves the others when all that was begun is done; may wait for them for ever. */
    @Override
    void close();
}
