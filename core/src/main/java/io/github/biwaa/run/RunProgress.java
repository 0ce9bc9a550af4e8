package io.github.biwaa.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where a run stands, beside its tensors. It moves from step to step; a checkpoint holds what it was between two of them. */
public final class RunProgress {
    private final long start = System.nanoTime();
    private final double secondsBefore;
    private final List<CheckpointScores> scored;
    private int steps;
    private int skippedSteps;
    private Map<String, Double> losses;

    /**
     * A run's progress at one moment, as checkpoints hold it.
     *
     * @param steps done
     * @param seconds since the run began, pauses between processes not counted
     * @param skipped how many of them were taken back because their loss was no number
     * @param losses the metrics logged last
     * @param scored what was scored so far, in order
     */
    public record Snapshot(
            int steps, double seconds, int skipped, Map<String, Double> losses, List<CheckpointScores> scored) {
        /** Nothing done yet. */
        public static final Snapshot START = new Snapshot(0, 0, 0, Map.of(), List.of());
    }

    /** Goes on from a moment. */
    public RunProgress(Snapshot from) {
        secondsBefore = from.seconds();
        scored = new ArrayList<>(from.scored());
        steps = from.steps();
        skippedSteps = from.skipped();
        losses = from.losses();
    }

    /** One more step is done. */
    public void stepDone() {
        steps++;
    }

    /** The step at hand is taken back. */
    public void skipped() {
        skippedSteps++;
    }

    /** These are the metrics of the step just done. */
    public void logged(Map<String, Double> metrics) {
        losses = metrics;
    }

    /** The network was scored as it is now. */
    public void scored(CheckpointScores scores) {
        scored.add(scores);
    }

    /** @return steps done */
    public int steps() {
        return steps;
    }

    /** @return how many of them were taken back */
    public int skippedSteps() {
        return skippedSteps;
    }

    /** @return seconds since the run began, pauses between processes not counted */
    public double seconds() {
        return secondsBefore + (System.nanoTime() - start) / 1e9;
    }

    /** @return the metrics logged last */
    public Map<String, Double> losses() {
        return losses;
    }

    /** @return what was scored so far, in order */
    public List<CheckpointScores> scored() {
        return List.copyOf(scored);
    }

    /** @return whether the network was scored after the last step already */
    public boolean isScored() {
        return !scored.isEmpty() && scored.get(scored.size() - 1).iteration() == steps;
    }

    public Snapshot snapshot() {
        return new Snapshot(steps, seconds(), skippedSteps, losses, scored());
    }
}
