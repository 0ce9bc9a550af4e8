package io.github.biwaa;

import java.util.List;

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

        /** Pictures are read from their files. */
        public static Task decoding(String domain) {
            return new Task("decoding the pictures of " + domain);
        }

        /** A network looks at pictures. */
        public static Task features(String domain) {
            return new Task("computing the features of " + domain);
        }
    }

    /** Kinds of work. What one phase of a kind takes foretells what the others of that kind take. */
    enum Work {
        /** Pictures are read from their files. */
        DECODING,
        /** A frozen backbone computes features. */
        FEATURES,
        /** A network is trained. */
        TRAINING,
        /** A network is scored. */
        SCORING
    }

    /**
     * A part of what is going to be done.
     *
     * @param task by which {@link #advanced} tells of it
     * @param work its kind
     * @param weight how long it takes beside the other phases, at least 0; seconds, if they are known
     */
    record Phase(Task task, Work work, double weight) {
        private static final double DECODING = 0.02;
        private static final double VIEW = 0.03;
        private static final double USUAL_SIZE = 224;

        /** Pictures are read from their files; the weight is the seconds that an ordinary processor takes. */
        public static Phase decoding(String domain, int pictures) {
            return new Phase(Task.decoding(domain), Work.DECODING, DECODING * pictures);
        }

        /**
         * A network looks at pictures; the weight is the seconds that an ordinary processor takes.
         *
         * @param views of all pictures together
         * @param size width and height of a view in pixels
         */
        public static Phase features(String domain, long views, int size) {
            return new Phase(Task.features(domain), Work.FEATURES, views * secondsPerView(size));
        }

        /** @return seconds that an ordinary processor takes for a view of so many pixels in width and height */
        public static double secondsPerView(int size) {
            return VIEW * (size / USUAL_SIZE) * (size / USUAL_SIZE);
        }
    }

    /**
     * What is going to be done from now on, in this order; takes the place of what was planned before. Phases may be skipped, such as features that
     * are in the cache, and tasks may come between them. An empty plan means that all is done.
     */
    default void planned(List<Phase> phases) {}

    /**
     * So much of a task is done. A task begins with 0 done, or with what an earlier process did of it.
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
