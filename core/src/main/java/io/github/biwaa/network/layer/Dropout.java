package io.github.biwaa.network.layer;

import io.github.biwaa.network.graph.GraphBuilder;
import io.github.biwaa.network.graph.GraphValue;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Zeroes entries, or whole channels, with probability p while training and scales the rest by 1 / (1 - p). */
public final class Dropout extends Layer implements Exportable {
    private final double probability;
    private final boolean ofChannels;

    private Dropout(double probability, boolean ofChannels) {
        this.probability = probability;
        this.ofChannels = ofChannels;
    }

    /** @param probability p, from 0 to below 1, of each entry */
    public static Dropout ofEntries(double probability) {
        return new Dropout(probability, false);
    }

    /** @param probability p, from 0 to below 1, of each channel of each picture */
    public static Dropout ofChannels(double probability) {
        return new Dropout(probability, true);
    }

    @Override
    public Tensor forward(Tensor input, Mode mode) {
        if (probability == 0 || !ownMode(mode).training()) {
            return input;
        }
        return ofChannels
                ? hostWork()
                        .drop(
                                input,
                                input.narrow(2, 0, 1).narrow(3, 0, 1),
                                values -> torch.feature_dropout(values, probability, true))
                : hostWork().drop(input, input, values -> torch.dropout(values, probability, true));
    }

    @Override
    public GraphValue describe(GraphBuilder graph, GraphValue input) {
        return input;
    }
}
