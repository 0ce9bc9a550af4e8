package io.github.biwaa.benchmark.job;

/** How far a training of a sweep is. */
public enum JobState {
    /** All its runs are finished. */
    FINISHED("done"),
    /** It ended with an error. */
    FAILED("failed"),
    /** It was not started, or stopped before its end. */
    MISSING("missing");

    private final String word;

    JobState(String word) {
        this.word = word;
    }

    /** @return for people */
    public String word() {
        return word;
    }
}
