package io.github.biwaa.network;

import io.github.biwaa.InvalidSettingException;
import java.util.HashSet;
import java.util.List;

/**
 * A backbone that can be asked for by name.
 *
 * @param name for example {@code resnet50}; torchvision's name where it has the network
 * @param family {@code resnet}, {@code vgg}, {@code alexnet}, {@code squeezenet}, {@code lenet} or {@code dtn}
 * @param defaultChannels the channels of the pictures it was designed for: 1 or 3
 * @param defaultSize width and height in pixels of the pictures it was designed for
 * @param minimumSize the smallest width and height in pixels its layers allow
 * @param featureScale what its features are multiplied by before the bottleneck. The paper's step sizes and its distance of centroids suit features
 *     as large as a ResNet's; 1 for all but the SqueezeNets, whose ImageNet features are about twenty times as large
 * @param stages the names of its {@link Backbone#stages}, in order
 * @param factory makes one from channels and size that were checked
 */
public record BackboneKind(
        String name,
        String family,
        int defaultChannels,
        int defaultSize,
        int minimumSize,
        double featureScale,
        List<String> stages,
        Factory factory) {
    private static final int COLOUR = 3;
    private static final int PHOTO_SIZE = 224;

    /** Makes a network. */
    @FunctionalInterface
    public interface Factory {
        /**
         * @param channels the channels of a picture
         * @param size width and height of a picture in pixels; only LeNet and DTN depend on it
         */
        Backbone create(int channels, int size);
    }

    /** @throws InvalidSettingException if name or stages are no names, or two stages have the same */
    public BackboneKind {
        stages = List.copyOf(stages);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
            throw new InvalidSettingException(
                    "backbone: \"" + name + "\", expected a name of letters, digits, '.', '_' and '-'");
        }
        for (String stage : stages) {
            if (!stage.matches("[a-z][a-z0-9_]*") || stage.equals("none") || stage.equals("backbone")) {
                throw new InvalidSettingException("backbone " + name + ": a stage is called \"" + stage
                        + "\", expected a name of a-z, 0-9 and _ that is neither none nor backbone");
            }
        }
        if (new HashSet<>(stages).size() < stages.size()) {
            throw new InvalidSettingException(
                    "backbone " + name + ": two of the stages " + stages + " are named alike");
        }
    }

    /**
     * A network designed for photos: 3 channels, 224 pixels, features as they are.
     *
     * @param name by which it can be asked for
     * @param family what it belongs to
     * @param minimumSize the smallest width and height in pixels its layers allow
     * @param stages the names of its {@link Backbone#stages}, in order
     * @param factory makes one from channels and size that were checked
     */
    public static BackboneKind forPhotos(
            String name, String family, int minimumSize, List<String> stages, Factory factory) {
        return new BackboneKind(name, family, COLOUR, PHOTO_SIZE, minimumSize, 1, stages, factory);
    }

    /** @return the same with features that are multiplied by another number before the bottleneck */
    BackboneKind withFeatureScale(double scale) {
        return new BackboneKind(name, family, defaultChannels, defaultSize, minimumSize, scale, stages, factory);
    }

    /** @return whether it was made for handwritten digits and is trained from scratch */
    public boolean forDigits() {
        return family.equals("lenet") || family.equals("dtn");
    }

    /**
     * A network with initial values drawn from libtorch's generator: seed it first.
     *
     * @param channels the channels of a picture, from 1
     * @param size width and height of a picture in pixels, from {@link #minimumSize}
     * @return a network in float32 that the caller closes
     * @throws InvalidSettingException if channels or size are out of range
     * @throws IllegalStateException if the network has other stages than its kind says
     */
    public Backbone create(int channels, int size) {
        if (channels < 1) {
            throw new InvalidSettingException("channels: " + channels + ", expected at least 1 for " + name);
        }
        if (size < minimumSize) {
            throw new InvalidSettingException(
                    "size: " + size + ", expected at least " + minimumSize + " pixels for " + name);
        }
        Backbone backbone = factory.create(channels, size);
        List<String> found = backbone.stages().stream().map(Stage::name).toList();
        if (!found.equals(stages)) {
            backbone.close();
            throw new IllegalStateException(
                    "the backbone " + name + " has the stages " + found + ", but its kind says " + stages);
        }
        return backbone;
    }

    /** {@link #create(int, int)} for the pictures it was designed for. */
    public Backbone create() {
        return create(defaultChannels, defaultSize);
    }
}
