package io.github.biwaa.settings;

/** What happens when a loss becomes NaN or infinite. */
public enum OnNan {
    /** The training ends with a message. */
    STOP,
    /** The step is taken back and counted; the next one goes on. */
    SKIP
}
