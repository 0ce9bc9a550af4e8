package io.github.biwaa.adaptation;

import static io.github.biwaa.adaptation.TermSettings.*;

import io.github.biwaa.adaptation.alignment.ConditionalDomainAdversarial;
import io.github.biwaa.adaptation.alignment.DomainAdversarial;
import io.github.biwaa.adaptation.alignment.SemanticMatching;
import io.github.biwaa.adaptation.alignment.Weighting;
import io.github.biwaa.adaptation.classification.MixMatch;
import io.github.biwaa.adaptation.classification.MixUp;
import io.github.biwaa.adaptation.classification.SourceClassification;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.target.CentroidClassification;
import io.github.biwaa.adaptation.target.NeighbourAttraction;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.setting.Setting;
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
 * @param targetSize N_t
 * @param iterations of the run
 */
public record TermFactory(
        int classes,
        int featureWidth,
        Placement placement,
        Ramp ramp,
        SettingValues settings,
        int targetSize,
        int iterations) {
    /** A factory for terms that remember nothing of single samples. */
    public TermFactory(int classes, int featureWidth, Placement placement, Ramp ramp, SettingValues settings) {
        this(classes, featureWidth, placement, ramp, settings, 1, 1);
    }

    /** Terms on the CPU. */
    public TermFactory(int classes, int featureWidth, Precision precision, Ramp ramp, SettingValues settings) {
        this(classes, featureWidth, Placement.onCpu(precision), ramp, settings);
    }

    /** @return the value of one of the method's own settings, or its default where there is none, which must not follow from anything */
    public <T> T own(Setting<T> setting) {
        return settings.find(setting).or(setting::constantDefault).orElseThrow();
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

    /**
     * @param counted whether its loss counts
     * @return the semi-supervised term; L_u has its whole weight after a quarter of the ramp, which is the end of the run unless another is chosen
     */
    public LossTerm mixMatch(boolean counted) {
        return new MixMatch(ramp, ramp.length() / 4, counted, MixUp::draw);
    }

    /**
     * @param weight at least 0
     * @param updates how often the target is labelled in a run, at least 1
     * @return the classification of the target by its nearest centroids
     */
    public LossTerm centroidClassification(double weight, int updates) {
        return new CentroidClassification(placement, targetSize, Math.max(1, iterations / updates), weight);
    }

    /**
     * @param neighbours how many attract, at least 1
     * @param decay how fast the dispersion fades, at least 0
     * @return what makes the target's predictions those of their neighbours
     */
    public LossTerm neighbourAttraction(int neighbours, double decay) {
        return new NeighbourAttraction(
                placement,
                targetSize,
                featureWidth,
                classes,
                neighbours,
                iteration -> Math.pow(1 + 10.0 * iteration / iterations, -decay));
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
