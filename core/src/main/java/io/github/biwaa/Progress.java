package io.github.biwaa;

/** Hears how far a long task is, and may stop it: downloads, decoding, features, training, scoring. Called on the thread that does the task. */
public interface Progress {
    /** Says nothing and never stops. */
    Progress SILENT = new Progress() {};

    /** What is counted. */
    enum Unit {
        /** Pictures, rows or steps. */
        SAMPLES,
        /** Bytes. */
        BYTES
    }

    /**
     * Something that takes a while.
     *
     * @param name what is being done, for people: decoding the pictures of phone
     * @param unit what is counted
     */
    record Task(String name, Unit unit) {
        /** A task that counts samples. */
        public Task(String name) {
            this(name, Unit.SAMPLES);
        }
    }

    /**
     * So much of a task is done.
     *
     * @param total how much there is; -1 if that is not known
     */
    default void advanced(Task task, long done, long total) {}

    /** Something that people should know, as a sentence: how large a cache becomes, which picture was left out. */
    default void noted(String message) {}

    /** Whether to stop early; asked several times a second. What is finished by then is kept. */
    default boolean stopRequested() {
        return false;
    }

    /**
     * For whoever does the task: tells how far it is.
     *
     * @throws StoppedException if it is to stop
     */
    default void report(Task task, long done, long total) {
        advanced(task, done, total);
        if (stopRequested()) {
            throw StoppedException.during(task);
        }
    }
}
