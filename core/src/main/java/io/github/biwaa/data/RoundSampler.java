package io.github.biwaa.data;

/**
 * A sampler whose batches come in rounds, each drawn afresh from a generator of its own. The last round asked for is kept, so that steps in order
 * cost next to nothing; any other step gives the same batch, only slower.
 */
abstract class RoundSampler implements IndexSampler {
    private long keptRound = -1;
    private int[][] kept;

    /**
     * Draws one round.
     *
     * @param round from 0
     * @return {@link #roundLength} batches
     */
    abstract int[][] drawRound(long round);

    @Override
    public final synchronized int[] batch(long step) {
        long round = step / roundLength();
        if (round != keptRound) {
            kept = drawRound(round);
            keptRound = round;
        }
        return kept[Math.toIntExact(step % roundLength())].clone();
    }
}
