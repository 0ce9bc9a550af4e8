package io.github.biwaa.performance;

/** Hears what is being measured. */
public interface PerformanceListener {

    /**
     * A measurement begins, or goes on.
     *
     * @param what for people
     * @param done how much of it is done
     * @param total how much there is; 0 if that is not known
     */
    void measuring(String what, int done, int total);
}
