package io.github.biwaa.network.layer;

/** Whether a network learns or is used. */
public enum Mode {
    /** Batch norm normalises by the batch and updates its running statistics; dropout drops. */
    TRAINING,
    /** Batch norm normalises by its running statistics; dropout does nothing. */
    EVALUATION;

    /** @return whether this is {@link #TRAINING} */
    public boolean training() {
        return this == TRAINING;
    }
}
