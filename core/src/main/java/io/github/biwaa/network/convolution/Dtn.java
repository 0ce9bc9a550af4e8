package io.github.biwaa.network.convolution;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.BackboneInput;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Dropout;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import java.util.List;

/**
 * DTN for digits (docs/method.md), 512 features: three times [Conv 5x5 with stride 2, BN, Dropout2d, ReLU] under the name {@code features}; Linear
 * 512, BN, ReLU, Dropout .5 under the name {@code classifier}. The paper's pictures are 3x32x32.
 *
 * <p>Initial values are PyTorch's own: weights and biases uniform within 1 / sqrt(fan in), batch norm scale 1 and offset 0.
 */
public final class Dtn extends PlainBackbone {
    /** The convolutions are padded, so the smallest picture is one pixel. */
    public static final int MINIMUM_SIZE = 1;

    /** The largest: the hidden layer, which grows with the area of a picture, then takes half a gigabyte. */
    public static final int MAXIMUM_SIZE = 256;

    private static final int[] WIDTHS = {64, 128, 256};
    private static final double[] CHANNEL_DROPOUTS = {0.1, 0.3, 0.5};
    private static final int FEATURES = 512;
    private static final double DROPOUT = 0.5;

    /**
     * A network for square pictures of one size.
     *
     * @param channels the channels of a picture, from 1
     * @param size width and height of a picture in pixels, {@value #MINIMUM_SIZE} to {@value #MAXIMUM_SIZE}
     * @throws InvalidSettingException if the size is another
     */
    public Dtn(int channels, int size) {
        super(FEATURES, 0, features(channels), classifier((checked("dtn", size, MINIMUM_SIZE, MAXIMUM_SIZE) + 7) / 8));
    }

    private static Sequential features(int channels) {
        Sequential features = new Sequential("stem");
        int inputs = channels;
        for (int i = 0; i < WIDTHS.length; i++) {
            if (i > 0) {
                features.startStage("layer" + i);
            }
            features.add(Conv2d.withBias(inputs, WIDTHS[i], 5, 2, 2))
                    .add(new BatchNorm(WIDTHS[i]))
                    .add(Dropout.ofChannels(CHANNEL_DROPOUTS[i]))
                    .add(Operation.relu());
            inputs = WIDTHS[i];
        }
        return features;
    }

    /** @param side of the last map: each convolution halves it, rounded up */
    private static Sequential classifier(int side) {
        return new Sequential("hidden")
                .add(Linear.uniform(WIDTHS[WIDTHS.length - 1] * side * side, FEATURES))
                .add(new BatchNorm(FEATURES))
                .add(Operation.relu())
                .add(Dropout.ofEntries(DROPOUT));
    }

    /** @return itself, for the paper's pictures */
    public static List<BackboneKind> kinds() {
        return List.of(BackboneKind.of(
                        "dtn",
                        "dtn",
                        BackboneInput.digits(List.of(3, 1), 32, MINIMUM_SIZE),
                        List.of("stem", "layer1", "layer2", "hidden"),
                        Dtn::new)
                .withClassifier(ClassifierLayer.linear("classifier.4")));
    }
}
