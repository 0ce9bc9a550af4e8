package io.github.biwaa.adaptation.term;

import static io.github.biwaa.adaptation.term.TermSettings.*;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import org.bytedeco.javacpp.PointerScope;

/**
 * Makes the terms of a method for one training: it knows the sizes and numbers they need.
 *
 * @param classes K, at least 2
 * @param featureWidth d
 * @param placement where parameters and state are made, and in which numbers
 * @param ramp the schedule of lam and of the reversal
 * @param settings the values of {@link TermSettings} and of the method's own settings
 */
public record TermFactory(int classes, int featureWidth, Placement placement, Ramp ramp, SettingValues settings) {

    /** Terms on the CPU. */
    public TermFactory(int classes, int featureWidth, Precision precision, Ramp ramp, SettingValues settings) {
        this(classes, featureWidth, Placement.onCpu(precision), ramp, settings);
    }

    /** @return L_c */
    public LossTerm sourceClassification() {
        return new SourceClassification(settings.get(LABEL_SMOOTHING));
    }

    /**
     * @param weighting which features are weighted
     * @return L_d with a fresh discriminator, drawn from libtorch's generator
     */
    public LossTerm domainAdversarial(Weighting weighting) {
        return new DomainAdversarial(discriminator(featureWidth), weighting, settings.get(LAMBDA), ramp);
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

    /** @return what makes the target's predictions certain and of many classes */
    public LossTerm batchNuclearNorm() {
        return new BatchNuclearNorm();
    }

    /** @return the distance between the covariances of both domains' features */
    public LossTerm correlationAlignment() {
        return new CorrelationAlignment();
    }

    /** @return the distance between the distributions of both domains' features, by kernels */
    public LossTerm meanDiscrepancy() {
        return new MeanDiscrepancy();
    }

    /**
     * @param counted whether its loss counts
     * @return the semi-supervised term; L_u has its whole weight after a quarter of the ramp, which is the end of the run unless another is chosen
     */
    public LossTerm mixMatch(boolean counted) {
        return new MixMatch(ramp, ramp.length() / 4, counted, MixUp::draw);
    }

    private DomainDiscriminator discriminator(int inputs) {
        DomainDiscriminator discriminator =
                new DomainDiscriminator(inputs, settings.get(DISCRIMINATOR_WIDTH), settings.get(DISCRIMINATOR_DROPOUT));
        discriminator.moveTo(placement);
        return discriminator;
    }

    /** @return the centroid terms, centroids at zero */
    public LossTerm semanticMatching() {
        try (PointerScope scope = new PointerScope()) {
            return new SemanticMatching(placement.zeros(1), classes, featureWidth, ramp);
        }
    }
}
