package io.github.biwaa.network.convolution;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.ClassifierLayer;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Conv2d;
import io.github.biwaa.network.layer.Dropout;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Operation;
import io.github.biwaa.network.layer.Sequential;
import io.github.biwaa.weights.PublishedWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * VGG networks (Simonyan and Zisserman 2015) as torchvision builds them, with or without batch norm, up to the last layer but one: the features are
 * the 4096 values that the ImageNet classifier sees, dropout kept (docs/method.md). For pictures from 32 pixels.
 *
 * <p>Initial values are torchvision's: convolutions normal with variance 2 / fan out, linear weights normal with deviation 0.01, biases 0.
 */
public final class Vgg extends PlainBackbone {
    private static final int FEATURES = 4096;
    private static final int[] WIDTHS = {64, 128, 256, 512, 512};
    /** The last map is averaged to 7x7, whatever its size. */
    private static final int POOLED = 7;

    private static final double DROPOUT = 0.5;
    private static final double DEVIATION = 0.01;

    private static final int[] DEPTHS = {11, 13, 16, 19};
    private static final int MINIMUM_SIZE = 32;

    public static final ClassifierLayer CLASSIFIER = ClassifierLayer.linear("classifier.6");
    private static final Map<String, String> HASHES = Map.of(
            "vgg11", "8a719046",
            "vgg13", "19584684",
            "vgg16", "397923af",
            "vgg19", "dcbb9e9d",
            "vgg11_bn", "6002323d",
            "vgg13_bn", "abd245e5",
            "vgg16_bn", "6c64b313",
            "vgg19_bn", "c79401a0");

    public static final List<String> STAGES = List.of("stem", "layer1", "layer2", "layer3", "layer4", "hidden");

    /**
     * A VGG network of any depth.
     *
     * @param depth 11, 13, 16 or 19: convolutions and linear layers, with the one left out here
     * @param batchNorm whether a batch norm follows every convolution
     * @param channels the channels of a picture, from 1
     */
    public Vgg(int depth, boolean batchNorm, int channels) {
        this(depth, batchNorm, channels, FEATURES);
    }

    /** With another number of features than torchvision's 4096, which hold nine tenths of the parameters. */
    public Vgg(int depth, boolean batchNorm, int channels, int hiddenWidth) {
        super(hiddenWidth, POOLED, features(depth, batchNorm, channels), classifier(hiddenWidth));
    }

    private static Sequential features(int depth, boolean batchNorm, int channels) {
        int[] convolutions = convolutionsOf(depth);
        Sequential features = new Sequential("stem");
        int inputs = channels;
        for (int group = 0; group < WIDTHS.length; group++) {
            if (group > 0) {
                features.startStage("layer" + group);
            }
            for (int i = 0; i < convolutions[group]; i++) {
                features.add(Conv2d.heNormal(inputs, WIDTHS[group], 3, 1, 1));
                if (batchNorm) {
                    features.add(new BatchNorm(WIDTHS[group]));
                }
                features.add(Operation.relu());
                inputs = WIDTHS[group];
            }
            features.add(Operation.maxPool(2, 2));
        }
        return features;
    }

    private static Sequential classifier(int hiddenWidth) {
        return new Sequential("hidden")
                .add(Linear.normal(WIDTHS[WIDTHS.length - 1] * POOLED * POOLED, hiddenWidth, DEVIATION))
                .add(Operation.relu())
                .add(Dropout.ofEntries(DROPOUT))
                .add(Linear.normal(hiddenWidth, hiddenWidth, DEVIATION))
                .add(Operation.relu())
                .add(Dropout.ofEntries(DROPOUT));
    }

    /** @return the eight of torchvision, those with batch norm last */
    public static List<BackboneKind> kinds() {
        List<BackboneKind> kinds = new ArrayList<>();
        for (boolean batchNorm : new boolean[] {false, true}) {
            for (int depth : DEPTHS) {
                String name = "vgg" + depth + (batchNorm ? "_bn" : "");
                kinds.add(BackboneKind.forPhotos(
                                name,
                                "vgg",
                                MINIMUM_SIZE,
                                STAGES,
                                (channels, size) -> new Vgg(depth, batchNorm, channels))
                        .withClassifier(CLASSIFIER)
                        .withPublished(PublishedWeights.torchvision(name + "-" + HASHES.get(name) + ".pth")));
            }
        }
        return kinds;
    }

    /** The number of convolutions before each of the five pools. */
    private static int[] convolutionsOf(int depth) {
        return switch (depth) {
            case 11 -> new int[] {1, 1, 2, 2, 2};
            case 13 -> new int[] {2, 2, 2, 2, 2};
            case 16 -> new int[] {2, 2, 3, 3, 3};
            case 19 -> new int[] {2, 2, 4, 4, 4};
            default -> throw new InvalidSettingException("depth: " + depth + ", expected one of 11, 13, 16, 19");
        };
    }
}
