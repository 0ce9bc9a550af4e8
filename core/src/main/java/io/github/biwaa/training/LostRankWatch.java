package io.github.biwaa.training;

import io.github.biwaa.torch.distributed.Ranks;

/**
 * Ends what takes long between two exchanges of ranks, such as decoding, if a rank is lost meanwhile.
 *
 * @param ranks the processes, borrowed
 */
record LostRankWatch(Ranks ranks) implements TrainingListener {
    @Override
    public boolean stopRequested() {
        ranks.requireAll();
        return false;
    }
}
