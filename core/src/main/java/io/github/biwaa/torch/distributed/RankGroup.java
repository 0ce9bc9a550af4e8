package io.github.biwaa.torch.distributed;

import org.bytedeco.pytorch.Tensor;

/**
 * Exchanges dense tensors that lie in one kind of memory. An operation begins when it is called; what it returns is run before anything is done with the
 * tensors.
 */
interface RankGroup {
    /** Begins to replace a tensor by its sum over all ranks. */
    Runnable sum(Tensor tensor);

    /** Begins to replace a tensor by that of rank 0. */
    Runnable broadcast(Tensor tensor);

    /**
     * Begins to put the rows of all ranks below each other.
     *
     * @param rows [n, d] bytes
     * @param all [size n, d] bytes; filled
     */
    Runnable gather(Tensor rows, Tensor all);
}
