package io.github.biwaa.adaptation.term;

/**
 * How fast the heads learn, against the backbone.
 *
 * @param bottleneck factor on the learning rate of the bottleneck
 * @param others the same for the classifier and the terms' modules
 * @param bottleneckDecay factor on the weight decay of the bottleneck
 * @param bottleneckScale what its starting weights are multiplied by
 */
public record HeadRates(double bottleneck, double others, double bottleneckDecay, double bottleneckScale) {
    /** Ten times as fast, all of them. */
    public static final HeadRates USUAL = ofBottlenecks(1);

    /**
     * Those of n parallel bottlenecks whose outputs are averaged and which learn 10 n times as fast, as all heads do, in the equivalent form of one: the
     * mean of n linear layers with the gradient g / n each, decay d and momentum is one layer that learns 10 times as fast with decay n d, and starts
     * with weights divided by the root of n (docs/method.md).
     *
     * @param bottlenecks n, at least 1
     */
    public static HeadRates ofBottlenecks(int bottlenecks) {
        return new HeadRates(10, 10.0 * bottlenecks, bottlenecks, 1 / Math.sqrt(bottlenecks));
    }
}
