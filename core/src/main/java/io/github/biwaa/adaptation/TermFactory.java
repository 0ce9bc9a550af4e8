package io.github.biwaa.adaptation;

import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;

/**
 * Makes the terms of a method for one training: it knows the sizes and numbers they need.
 *
 * @param classes K, at least 2
 * @param featureWidth d
 * @param precision of parameters and state
 * @param ramp the schedule of lam and of the reversal
 * @param settings the terms' numbers
 */
public record TermFactory(int classes, int featureWidth, Precision precision, Ramp ramp, MethodSettings settings) {

    /** @return L_c */
    public LossTerm sourceClassification() {
        return new SourceClassification();
    }

    /**
     * @param weighting which features are weighted
     * @return L_d with a fresh discriminator, drawn from libtorch's generator
     */
    public LossTerm domainAdversarial(Weighting weighting) {
        return new DomainAdversarial(discriminator(featureWidth), weighting, settings.lambda(), ramp);
    }

    /**
     * @param entropyWeighted whether certain samples count more (CDAN+E)
     * @return the conditional adversarial term with a fresh discriminator, drawn from libtorch's generator
     */
    public LossTerm conditionalDomainAdversarial(boolean entropyWeighted) {
        return new ConditionalDomainAdversarial(
                discriminator(Math.multiplyExact(featureWidth, classes)), entropyWeighted, ramp);
    }

    /** @return the confusion of the target's classes */
    public LossTerm classConfusion() {
        return new ClassConfusion();
    }

    private DomainDiscriminator discriminator(int inputs) {
        DomainDiscriminator discriminator =
                new DomainDiscriminator(inputs, settings.discriminatorWidth(), settings.discriminatorDropout());
        discriminator.convertTo(precision);
        return discriminator;
    }

    /** @return the centroid terms, centroids at zero */
    public LossTerm semanticMatching() {
        try (PointerScope scope = new PointerScope()) {
            return new SemanticMatching(Tensors.zeros(precision, 1), classes, featureWidth, ramp);
        }
    }
}
