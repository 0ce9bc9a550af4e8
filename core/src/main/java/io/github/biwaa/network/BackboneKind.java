package io.github.biwaa.network;

import io.github.biwaa.InvalidSettingException;

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
 * @param factory makes one from channels and size that were checked
 */
public record BackboneKind(
        String name,
        String family,
        int defaultChannels,
        int defaultSize,
        int minimumSize,
        double featureScale,
        Factory factory) {

    /** Makes a network. */
    @FunctionalInterface
    public interface Factory {
        /**
         * @param channels the channels of a picture
         * @param size width and height of a picture in pixels; only LeNet and DTN depend on it
         */
        Backbone create(int channels, int size);
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
     */
    public Backbone create(int channels, int size) {
        if (channels < 1) {
            throw new InvalidSettingException("channels: " + channels + ", expected at least 1 for " + name);
        }
        if (size < minimumSize) {
            throw new InvalidSettingException(
                    "size: " + size + ", expected at least " + minimumSize + " pixels for " + name);
        }
        return factory.create(channels, size);
    }

    /** {@link #create(int, int)} for the pictures it was designed for. */
    public Backbone create() {
        return create(defaultChannels, defaultSize);
    }
}
