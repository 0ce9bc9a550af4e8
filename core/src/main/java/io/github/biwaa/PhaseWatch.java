package io.github.biwaa;

/** Measures a phase of a plan by what is heard of it. What was done before it was heard of first, by an earlier process, took none of its time. */
final class PhaseWatch {
    private int heard;
    private double share;
    private double fromShare;
    private long from;
    private long last;
    private double secondsBetween;

    /** @param done share of the phase, 0 to 1 */
    void heard(long nanos, double done) {
        if (done <= share && heard > 0) {
            return;
        }
        if (heard == 0 || heard == 2) {
            // The first piece of work also makes what later ones reuse: it is left out as soon as there is another.
            fromShare = heard == 0 ? Math.min(1, done) : share;
            from = heard == 0 ? nanos : last;
        }
        secondsBetween = heard == 0 ? 0 : (nanos - last) / 1e9;
        heard++;
        last = nanos;
        share = Math.min(1, done);
    }

    /** @return how much of the phase is done, 0 to 1 */
    double share() {
        return share;
    }

    /** @return how much of the phase was measured, 0 to 1; nothing before the clock moved */
    double measuredShare() {
        return last > from ? share - fromShare : 0;
    }

    /** @return what that took */
    double measuredSeconds() {
        return (last - from) / 1e9;
    }

    /** @return seconds since the phase was heard of last, but no more than lay between the last two times */
    double secondsTowardsNext(long nanos) {
        return Math.min(secondsBetween, (nanos - last) / 1e9);
    }
}
