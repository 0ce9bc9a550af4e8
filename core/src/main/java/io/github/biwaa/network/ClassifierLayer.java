package io.github.biwaa.network;

/**
 * The last layer of a whole network, which its backbone leaves out.
 *
 * @param name as torchvision names it, for example {@code classifier.6}
 * @param convolutional whether it is a 1x1 convolution before the global average instead of a linear layer
 */
public record ClassifierLayer(String name, boolean convolutional) {}
