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
        DomainDiscriminator discriminator =
                new DomainDiscriminator(featureWidth, settings.discriminatorWidth(), settings.discriminatorDropout());
        discriminator.convertTo(precision);
        return new DomainAdversarial(discriminator, weighting, settings.lambda(), ramp);
    }

    /** @return the centroid terms, centroids at zero */
    public LossTerm semanticMatching() {
        try (PointerScope scope = new PointerScope()) {
            return new SemanticMatching(Tensors.zeros(precision, 1), classes, featureWidth, ramp);
        }
    }
}
