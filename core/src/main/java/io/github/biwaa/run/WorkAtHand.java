package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * What a training is doing, as progress.json of its folder says it.
 *
 * @param task for people: computing the features of phone
 * @param done so many samples
 * @param total of so many; -1 if that is not known
 * @param share of the whole training, 0 to 1; 0 in the files of earlier versions
 * @param secondsLeft for the whole training; null while that is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkAtHand(
        String task,
        long done,
        long total,
        double share,
        @Nullable Double secondsLeft) {

    private static final double LONGEST = 1e9;

    /** A file that was damaged may name no task, and numbers that nobody measured. */
    public WorkAtHand {
        task = task == null ? "" : task;
        share = share >= 0 && share <= 1 ? share : 0;
        secondsLeft = secondsLeft != null && secondsLeft >= 0 && secondsLeft < LONGEST ? secondsLeft : null;
    }

    /** Work whose share of the whole is not known. */
    public WorkAtHand(String task, long done, long total) {
        this(task, done, total, 0, null);
    }
}
