package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/**
 * What a training is doing between steps, as progress.json of its folder says it.
 *
 * @param task for people: computing the features of phone
 * @param done so many samples
 * @param total of so many; -1 if that is not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record WorkAtHand(String task, long done, long total) {

    /** A file that was damaged may name no task. */
    public WorkAtHand {
        task = task == null ? "" : task;
    }
}
