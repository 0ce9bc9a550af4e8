package io.github.biwaa.prediction;

import io.github.biwaa.evaluation.RankedApart;
import io.github.biwaa.model.Prediction;
import java.util.Arrays;

/** Counts how well samples of no class are told from others, where labels say which they are. */
public final class UnknownTally {
    private final Sureness sureness;
    /** Of samples of the classes, then of the others. */
    private final double[][] scores = new double[2][64];

    private final int[] samples = new int[2];
    private final int[] calledUnknown = new int[2];

    UnknownTally(Sureness sureness) {
        this.sureness = sureness;
    }

    void add(Prediction prediction, boolean unknown) {
        int kind = unknown ? 1 : 0;
        if (samples[kind] == scores[kind].length) {
            scores[kind] = Arrays.copyOf(scores[kind], 2 * samples[kind]);
        }
        scores[kind][samples[kind]++] = sureness.score(prediction);
        calledUnknown[kind] += sureness.isSure(prediction) ? 0 : 1;
    }

    /** @return samples of no class so far */
    public int unknown() {
        return samples[1];
    }

    /** @return those of them that were called unknown */
    public int found() {
        return calledUnknown[1];
    }

    /** @return samples of the classes so far */
    public int known() {
        return samples[0];
    }

    /** @return those of them that were called unknown */
    public int mistaken() {
        return calledUnknown[0];
    }

    /** @return the share of pairs of samples, one of a class and one of none, in which the score ranks the first higher; NaN without such pairs */
    public double auroc() {
        return samples[0] == 0 || samples[1] == 0
                ? Double.NaN
                : RankedApart.auroc(Arrays.copyOf(scores[0], samples[0]), Arrays.copyOf(scores[1], samples[1]));
    }
}
