package io.github.biwaa;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much of a plan is done and how long the rest takes, by the phases that were planned and by what they were seen to take. The share never goes
 * back. Without a plan each task counts for itself. May be used by several threads.
 */
public final class ProgressEstimate implements Progress {
    /** So much has to be measured before a time is named. */
    private static final double LEAST_SECONDS = 1;
    /** Until more than this share of a kind of work is measured, what other kinds took has a say: the first steps are often slow. */
    private static final double PRIOR_SHARE = 0.01;

    private final LongSupplier nanoTime;
    private final Map<Work, Effort> efforts = new EnumMap<>(Work.class);
    private List<Phase> phases = List.of();
    private boolean planned;
    private int at = -1;
    private @Nullable PhaseWatch watch;
    private @Nullable Standing standing;
    private double share;

    /**
     * Where the work is.
     *
     * @param done so much of the task
     * @param total of so much; -1 if that is not known
     */
    public record Standing(Task task, long done, long total) {}

    /** What phases of a kind took. */
    private record Effort(double doneWeight, double measuredWeight, double seconds) {
        static final Effort NONE = new Effort(0, 0, 0);

        Effort plus(Effort other) {
            return new Effort(
                    doneWeight + other.doneWeight, measuredWeight + other.measuredWeight, seconds + other.seconds);
        }
    }

    /** @param nanoTime a clock that counts nanoseconds, such as {@link System#nanoTime} */
    public ProgressEstimate(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void planned(List<Phase> plan) {
        if (planned) {
            leavePhase();
        } else {
            startOver();
        }
        planned = true;
        phases = List.copyOf(plan);
        at = -1;
    }

    @Override
    public synchronized void advanced(Task task, long done, long total) {
        standing = new Standing(task, done, total);
        if (!planned && (phases.isEmpty() || !phases.get(0).task().equals(task))) {
            startOver();
            phases = List.of(new Phase(task, Work.TRAINING, 1));
        }
        int place = placeOf(task, done);
        if (place < 0 || total < 0) {
            return;
        }
        if (place != at) {
            leavePhase();
            at = place;
            watch = new PhaseWatch();
        }
        if (watch != null) {
            watch.heard(nanoTime.getAsLong(), total == 0 ? 1 : (double) done / total);
        }
    }

    /** @return where the work is; empty before anything was heard */
    public synchronized Optional<Standing> standing() {
        return Optional.ofNullable(standing);
    }

    /** @return how much of all is done, 0 to 1; never less than before, unless a task that was not planned begins */
    public synchronized double share() {
        Map<Work, Double> paces = paces();
        double done = 0;
        for (Work work : Work.values()) {
            done += effort(work).doneWeight * paces.get(work);
        }
        double left = left(paces);
        double now = done + left > 0 ? done / (done + left) : planned && phases.isEmpty() ? 1 : 0;
        share = Math.max(share, now);
        return share;
    }

    /** @return seconds until all is done; empty while too little was measured */
    public synchronized OptionalDouble secondsLeft() {
        if (share() == 1 && left(paces()) == 0) {
            return OptionalDouble.of(0);
        }
        double measured = 0;
        for (Work work : Work.values()) {
            measured += effort(work).seconds;
        }
        if (measured < LEAST_SECONDS) {
            return OptionalDouble.empty();
        }
        double since = watch == null ? 0 : watch.secondsTowardsNext(nanoTime.getAsLong());
        return OptionalDouble.of(Math.max(0, left(paces()) - since));
    }

    private void startOver() {
        efforts.clear();
        share = 0;
        watch = null;
        at = -1;
    }

    /** @return the phase that the task is now in; -1 if it was not planned */
    private int placeOf(Task task, long done) {
        boolean here = at >= 0 && phases.get(at).task().equals(task);
        boolean again = here && done == 0 && watch != null && watch.share() > 0;
        if (here && !again) {
            return at;
        }
        for (int next = at + 1; next < phases.size(); next++) {
            if (phases.get(next).task().equals(task)) {
                return next;
            }
            if (phases.get(next).work() == Work.TRAINING) {
                // Nothing trains in vain: tasks of the next run have the same names.
                break;
            }
        }
        return here ? at : -1;
    }

    private void leavePhase() {
        if (watch != null) {
            Work work = phases.get(at).work();
            efforts.put(work, effort(work));
            watch = null;
        }
    }

    /** @return what a kind of work took so far, the phase at hand included */
    private Effort effort(Work work) {
        Effort ended = efforts.getOrDefault(work, Effort.NONE);
        if (watch == null || phases.get(at).work() != work) {
            return ended;
        }
        double weight = phases.get(at).weight();
        return ended.plus(new Effort(weight * watch.share(), weight * watch.measuredShare(), watch.measuredSeconds()));
    }

    /** @return seconds, or what comes closest to them, for a unit of weight */
    private Map<Work, Double> paces() {
        Map<Work, Double> weights = new EnumMap<>(Work.class);
        phases.forEach(phase -> weights.merge(phase.work(), phase.weight(), Double::sum));
        Effort all = Effort.NONE;
        for (Work work : Work.values()) {
            // How fast pictures are read says nothing of how fast networks are.
            all = work == Work.DECODING ? all : all.plus(effort(work));
        }
        double usual = all.measuredWeight > 0 ? all.seconds / all.measuredWeight : 1;
        Map<Work, Double> paces = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            Effort own = effort(work);
            double trusted = PRIOR_SHARE * weights.getOrDefault(work, 0.0);
            double weight = trusted + own.measuredWeight;
            paces.put(work, weight > 0 ? (trusted * usual + own.seconds) / weight : usual);
        }
        return paces;
    }

    private double left(Map<Work, Double> paces) {
        double left = 0;
        for (int next = Math.max(0, at); next < phases.size(); next++) {
            Phase phase = phases.get(next);
            double open = next == at && watch != null ? 1 - watch.share() : 1;
            left += open * phase.weight() * paces.get(phase.work());
        }
        return left;
    }
}
