package io.github.biwaa.network;

import io.github.biwaa.network.layer.Activations;
import io.github.biwaa.network.layer.Dropout;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Mode;
import org.bytedeco.pytorch.Tensor;

/**
 * G_d of docs/method.md: d - hidden - hidden - 1 with ReLU and dropout after both hidden layers. It returns logits, not probabilities: the loss
 * takes them as they are, which stays exact where a sigmoid would saturate.
 */
public final class DomainDiscriminator extends Layer {
    /** The paper's width of the hidden layers. */
    public static final int HIDDEN_WIDTH = 1024;
    /** The paper's dropout. */
    public static final double DROPOUT = 0.5;

    private final Linear first;
    private final Linear second;
    private final Linear third;
    private final Dropout dropout;

    /**
     * @param inputs d, the width of the features
     * @param hidden width of both hidden layers
     * @param dropout probability, from 0 to below 1
     */
    public DomainDiscriminator(int inputs, int hidden, double dropout) {
        first = child("ad_layer1", Linear.xavier(inputs, hidden));
        second = child("ad_layer2", Linear.xavier(hidden, hidden));
        third = child("ad_layer3", Linear.xavier(hidden, 1));
        this.dropout = child("dropout", Dropout.ofEntries(dropout));
    }

    /** @return logits of "comes from the source", [N] */
    @Override
    public Tensor forward(Tensor features, Mode mode) {
        Tensor hidden = hidden(first, features, mode);
        hidden = hidden(second, hidden, mode);
        return third.forward(hidden, mode).squeeze(1);
    }

    private Tensor hidden(Linear layer, Tensor input, Mode mode) {
        return dropout.forward(Activations.relu(layer.forward(input, mode)), mode);
    }
}
