package io.github.biwaa.torch.distributed;

import io.github.biwaa.torch.Device;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The processes of one training, numbered from 0, as one of them sees them. Every operation is collective: it returns when all ranks have called it, in
 * the same order and with tensors of the same shapes. Results are equal to the bit on all ranks, and from one training to the next for one number of ranks.
 *
 * <p>All operations throw {@link LostRankException}, which names it, if another rank has ended or has been silent for 20 seconds. A rank that is alive is
 * waited for, however long it computes. Close it last.
 *
 * <p>Tensors of GPUs may be exchanged {@linkplain #computeOn from GPU to GPU}. Such an operation returns when it is queued. If a rank is lost before it is
 * done, its tensors hold anything, and the next operation throws.
 */
public interface Ranks extends AutoCloseable {
    /** One process by itself: operations leave everything as it is. */
    Ranks ALONE = new Alone();

    /** @return r, from 0: which of the processes this one is */
    int rank();

    /** @return how many processes there are, from 1 */
    int size();

    /** @return which of the processes of this machine this one is, from 0 */
    int place();

    /** @return whether this process trains by itself */
    default boolean isAlone() {
        return size() == 1;
    }

    /**
     * Says where this process computes. If all compute on GPUs, NCCL exchanges their tensors from now on. Where it cannot, the log of rank 0 says why, and
     * they go through the memory of the hosts, as without this call. Call it again, with {@link Device#CPU}, before the ranks part: they can leave their
     * GPUs only together.
     *
     * @param device of this process, no other rank's
     */
    void computeOn(Device device);

    /** Replaces tensors, on any device, by their sums over all ranks, with no gradient recorded. */
    void sum(Tensor... tensors);

    /** Replaces tensors, on any device, by those of rank 0, with no gradient recorded. */
    void broadcast(Tensor... tensors);

    /**
     * Adds up a tensor over all ranks, and in the backward sweep the gradients of the sums.
     *
     * @param part what this rank adds
     * @return the sum, in the scope of the caller
     */
    Tensor differentiableSum(Tensor part);

    /**
     * Puts the rows of all ranks below each other, those of rank 0 first.
     *
     * @param rows [n, d], with the same n on all ranks
     * @return [size n, d] without gradient, in the scope of the caller
     */
    Tensor gather(Tensor rows);

    /** @return the texts of all ranks, which may be of different lengths, that of rank 0 first */
    List<String> gather(String text);

    /** @return whether this is so on any rank */
    boolean any(boolean here);

    /**
     * Tells this process that a rank is lost, from any thread: operations that wait for it end.
     *
     * @param what which one, and what has become of it; the beginning of a sentence
     */
    void lose(String what);

    /** @throws LostRankException if a rank is known to be lost; not collective, for whoever works long between two operations */
    void requireAll();

    /** Leaves the others; harmless if it was called before. */
    @Override
    void close();
}
