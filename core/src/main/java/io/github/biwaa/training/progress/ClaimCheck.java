package io.github.biwaa.training.progress;

import io.github.biwaa.Progress;
import io.github.biwaa.run.RunClaim;

/**
 * Ends a training whose folder another process may have by now.
 *
 * @param claim on the folder
 */
public record ClaimCheck(RunClaim claim) implements Progress {
    /** @throws io.github.biwaa.BiwaaException if the claim is lost */
    @Override
    public boolean stopRequested() {
        claim.check();
        return false;
    }
}
