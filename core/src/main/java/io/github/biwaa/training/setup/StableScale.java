package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.CENTRE_FEATURES;
import static io.github.biwaa.settings.TrainingSettings.ITERATIONS;
import static io.github.biwaa.settings.TrainingSettings.LEARNING_RATE;
import static io.github.biwaa.settings.TrainingSettings.METHOD;
import static io.github.biwaa.settings.TrainingSettings.RAMP;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Features;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The largest feature scale, up to the usual one, at which semantic matching is far from diverging: 2 e lambda ||s d||^2 is at most {@link #BOUND}. e is
 * the learning rate of the bottleneck, lambda the weight of semantic matching after the last step, d the difference of the domains' mean features
 * (docs/method.md, "How large features may be").
 */
public final class StableScale {
    private static final Logger LOG = LoggerFactory.getLogger(StableScale.class);
    /** Trainings diverge at 3.8, and some at 2 (docs/results.md). */
    private static final double BOUND = 0.5;

    private static final MathContext DIGITS = new MathContext(3, RoundingMode.DOWN);

    private StableScale() {}

    /** @return the feature scale of a training that has none yet, on features */
    public static double of(TrainingConfiguration configuration, Domains<OpenSamples> domains) {
        Features source = (Features) domains.source();
        boolean centred = configuration.find(CENTRE_FEATURES).orElse(false);
        double usual = configuration
                .find(BACKBONE)
                .map(BackboneKind::featureScale)
                .orElseGet(() -> source.featureScale(centred).orElseThrow());
        double lambda = new Ramp(configuration.get(RAMP)).at(configuration.get(ITERATIONS));
        double rate = configuration.get(LEARNING_RATE)
                * configuration.get(METHOD).heads(configuration.values()).bottleneck();
        double distance = distance(source, (Features) domains.target(), centred);
        double largest = Math.sqrt(BOUND / (2 * rate * lambda)) / distance;
        if (!(largest < usual)) {
            return usual;
        }
        double stable = BigDecimal.valueOf(largest).round(DIGITS).doubleValue();
        LOG.info("feature-scale {} in place of {}: the domains lie far apart", stable, usual);
        return stable;
    }

    /** @return the distance between the domains' mean features */
    private static double distance(Features source, Features target, boolean centred) {
        try (PointerScope scope = new PointerScope()) {
            Tensor difference = source.mean().sub(target.mean()).unsqueeze(0);
            Tensor seen = centred ? Tensors.centredRows(difference) : difference;
            return Math.sqrt(Tensors.item(seen.square().sum()));
        }
    }
}
