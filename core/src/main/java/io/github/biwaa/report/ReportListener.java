package io.github.biwaa.report;

/** Receives how the making of a report goes. */
public interface ReportListener {
    /** Says nothing. */
    ReportListener SILENT = new ReportListener() {};

    /** A message for people, for example what is left out and why. */
    default void message(String text) {}

    /**
     * The report has come this far.
     *
     * @param task what is being done
     * @param share of the whole that is done, 0 to 1
     */
    default void progress(String task, double share) {}
}
