package io.github.biwaa.network.backbone;

/** What the heads of a network are called, so that their tensors are told from its backbone's. */
public final class HeadNames {
    /** The layer that makes the features on which adaptation works. */
    public static final String BOTTLENECK = "bottleneck";
    /** The layer that makes logits. */
    public static final String CLASSIFIER = "fc";

    private HeadNames() {}

    /** @return whether a tensor of that name belongs to the bottleneck or the classifier, rather than to the backbone */
    public static boolean isHead(String name) {
        return isBottleneck(name) || name.startsWith(CLASSIFIER + ".");
    }

    /** @return whether a tensor of that name belongs to the bottleneck */
    public static boolean isBottleneck(String name) {
        return name.startsWith(BOTTLENECK + ".");
    }
}
