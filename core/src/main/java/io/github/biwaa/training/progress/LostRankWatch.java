package io.github.biwaa.training.progress;

import io.github.biwaa.Progress;
import io.github.biwaa.torch.distributed.Ranks;

/**
 * Ends what takes long between two exchanges of ranks, such as decoding, if a rank is lost meanwhile.
 *
 * @param ranks the processes, borrowed
 */
public record LostRankWatch(Ranks ranks) implements Progress {
    @Override
    public boolean stopRequested() {
        ranks.requireAll();
        return false;
    }
}
