package io.github.biwaa.network.convolution;

import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Dropout;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.weights.PublishedWeights;
import java.util.List;

/**
 * torchvision's AlexNet (Krizhevsky 2014) up to the last layer but one: the features are the 4096 values that the ImageNet classifier sees, dropout
 * kept (docs/method.md). For pictures from 63 pixels.
 *
 * <p>Initial values are torchvision's, which are PyTorch's own: weights and biases uniform within 1 / sqrt(fan in).
 */
public final class AlexNet extends PlainBackbone {
    private static final int FEATURES = 4096;
    /** The last map is averaged to 6x6, whatever its size. */
    private static final int POOLED = 6;

    private static final double DROPOUT = 0.5;
    private static final int MINIMUM_SIZE = 63;

    public static final ClassifierLayer CLASSIFIER = ClassifierLayer.linear("classifier.6");
    public static final List<String> STAGES = List.of("stem", "layer1", "layer2", "hidden");

    /** @param channels the channels of a picture, from 1 */
    public AlexNet(int channels) {
        this(channels, FEATURES);
    }

    /** With another number of features than torchvision's 4096, which hold nine tenths of the parameters. */
    public AlexNet(int channels, int hiddenWidth) {
        super(hiddenWidth, POOLED, features(channels), classifier(hiddenWidth));
    }

    private static Sequential features(int channels) {
        return new Sequential("stem")
                .add(Conv2d.withBias(channels, 64, 11, 4, 2))
                .add(Operation.relu())
                .add(Operation.maxPool(3, 2))
                .startStage("layer1")
                .add(Conv2d.withBias(64, 192, 5, 1, 2))
                .add(Operation.relu())
                .add(Operation.maxPool(3, 2))
                .startStage("layer2")
                .add(Conv2d.withBias(192, 384, 3, 1, 1))
                .add(Operation.relu())
                .add(Conv2d.withBias(384, 256, 3, 1, 1))
                .add(Operation.relu())
                .add(Conv2d.withBias(256, 256, 3, 1, 1))
                .add(Operation.relu())
                .add(Operation.maxPool(3, 2));
    }

    private static Sequential classifier(int hiddenWidth) {
        return new Sequential("hidden")
                .add(Dropout.ofEntries(DROPOUT))
                .add(Linear.uniform(256 * POOLED * POOLED, hiddenWidth))
                .add(Operation.relu())
                .add(Dropout.ofEntries(DROPOUT))
                .add(Linear.uniform(hiddenWidth, hiddenWidth))
                .add(Operation.relu());
    }

    /** @return the one of torchvision */
    public static List<BackboneKind> kinds() {
        return List.of(BackboneKind.forPhotos(
                        "alexnet", "alexnet", MINIMUM_SIZE, STAGES, (channels, size) -> new AlexNet(channels))
                .withClassifier(CLASSIFIER)
                .withPublished(PublishedWeights.torchvision("alexnet-owt-7be5be79.pth")));
    }
}
