package io.github.biwaa.network.backbone;

/**
 * The last layer of a whole network, which its backbone leaves out; by its name an adapted model is exported.
 *
 * @param name as weight files name it, for example {@code classifier.6}
 * @param convolutional whether it is a 1x1 convolution before the global average instead of a linear layer
 */
public record ClassifierLayer(String name, boolean convolutional) {
    /** A linear layer named fc. */
    public static final ClassifierLayer FC = linear("fc");

    /** @return a linear layer of that name */
    public static ClassifierLayer linear(String name) {
        return new ClassifierLayer(name, false);
    }

    /** @return whether a tensor of a weight file belongs to it */
    public boolean owns(String tensor) {
        return tensor.startsWith(name + ".");
    }
}
