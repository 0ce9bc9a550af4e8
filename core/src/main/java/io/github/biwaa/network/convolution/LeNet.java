package io.github.biwaa.network.convolution;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Dropout;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import java.util.List;

/**
 * LeNet for digits (docs/method.md), 500 features: Conv 20@5x5, MaxPool 2, ReLU, Conv 50@5x5, Dropout2d .5, MaxPool 2, ReLU under the name
 * {@code features}; Linear 500, ReLU, Dropout .5 under the name {@code classifier}. The paper's pictures are 1x28x28.
 *
 * <p>Initial values are PyTorch's own: weights and biases uniform within 1 / sqrt(fan in).
 */
public final class LeNet extends PlainBackbone {
    /** The smallest picture that leaves something of the last map. */
    public static final int MINIMUM_SIZE = 16;

    /** The largest: the hidden layer, which grows with the area of a picture, then takes half a gigabyte. */
    public static final int MAXIMUM_SIZE = 256;

    private static final int FEATURES = 500;
    private static final double DROPOUT = 0.5;

    /**
     * A network for square pictures of one size.
     *
     * @param channels the channels of a picture, from 1
     * @param size width and height of a picture in pixels, {@value #MINIMUM_SIZE} to {@value #MAXIMUM_SIZE}
     * @throws InvalidSettingException if the size is another
     */
    public LeNet(int channels, int size) {
        super(
                FEATURES,
                0,
                features(channels),
                classifier(((checked("lenet", size, MINIMUM_SIZE, MAXIMUM_SIZE) - 4) / 2 - 4) / 2));
    }

    private static Sequential features(int channels) {
        return new Sequential("stem")
                .add(Conv2d.withBias(channels, 20, 5, 1, 0))
                .add(Operation.maxPool(2, 2))
                .add(Operation.relu())
                .startStage("layer1")
                .add(Conv2d.withBias(20, 50, 5, 1, 0))
                .add(Dropout.ofChannels(DROPOUT))
                .add(Operation.maxPool(2, 2))
                .add(Operation.relu());
    }

    private static Sequential classifier(int side) {
        return new Sequential("hidden")
                .add(Linear.uniform(50 * side * side, FEATURES))
                .add(Operation.relu())
                .add(Dropout.ofEntries(DROPOUT));
    }

    /** @return itself, for the paper's pictures */
    public static List<BackboneKind> kinds() {
        return List.of(BackboneKind.of(
                        "lenet",
                        "lenet",
                        BackboneInput.digits(List.of(1, 3), 28, MINIMUM_SIZE),
                        List.of("stem", "layer1", "hidden"),
                        LeNet::new)
                .withClassifier(ClassifierLayer.linear("classifier.3")));
    }
}
