package io.github.biwaa.samples.batch;

/**
 * A sampler whose batches come in rounds, each drawn afresh from a generator of its own. The rounds asked for last are kept, so that steps about in
 * order cost next to nothing; any other step gives the same batch, only slower.
 */
abstract class RoundSampler implements IndexSampler {
    /** Where a round ends, some loader threads still ask for the old one while others have begun the next. */
    private static final int KEPT_ROUNDS = 2;

    private final long[] roundNumbers = new long[KEPT_ROUNDS];
    private final int[][][] rounds = new int[KEPT_ROUNDS][][];

    /**
     * Draws one round.
     *
     * @param round from 0
     * @return {@link #roundLength} batches
     */
    abstract int[][] drawRound(long round);

    @Override
    public final synchronized int[] batch(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step " + step + ", expected from 0");
        }
        long round = step / roundLength();
        int slot = (int) (round % KEPT_ROUNDS);
        if (rounds[slot] == null || roundNumbers[slot] != round) {
            rounds[slot] = drawRound(round);
            roundNumbers[slot] = round;
        }
        return rounds[slot][Math.toIntExact(step % roundLength())].clone();
    }
}
