package io.github.biwaa.settings;

/** How the learning rate changes in the course of a run. */
public enum RateChoice {
    /** It falls as {@code (1 + 0.001 i)^-0.75}, whatever the length of the run, as in the paper. */
    INVERSE,
    /** It falls to 0 at the end of the run along half a wave of a cosine. */
    COSINE
}
