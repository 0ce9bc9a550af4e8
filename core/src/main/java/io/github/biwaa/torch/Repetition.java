package io.github.biwaa.torch;

/** A computation on tensors that stay in place, recorded once and done again after they were filled anew. */
@FunctionalInterface
public interface Repetition extends AutoCloseable {

    /** Begins to compute again. Results are where the recorded computation left them. */
    void repeat();

    /** Frees what was recorded. */
    @Override
    default void close() {}

    /** Records computations. */
    @FunctionalInterface
    interface Recorder extends AutoCloseable {
        /** @return the computation, recorded and not yet done */
        Repetition record(Runnable computation);

        /** Does a computation as often as it takes before it is recorded, so that nothing is set up during the recording. */
        default void rehearse(Runnable computation) {
            computation.run();
        }

        /** Frees what recordings share. */
        @Override
        default void close() {}
    }
}
