package io.github.biwaa.adaptation.alignment;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.GradientReversal;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * L_d, the adversarial alignment of the domains (Ganin et al. 2016), on features that may be weighted by {@link FeatureWeighting} (Westfechtel
 * et al. 2023).
 *
 * <pre>
 * L_d = 1/(2B) sum over source and target of BCE(G_d(reverse(w * f)), domain),   source = 1, target = 0
 * </pre>
 *
 * <p>The reversal multiplies the gradient that reaches w * f by -c(i + 1); its counter is one ahead of the iteration, as in the reference.
 */
public final class DomainAdversarial implements LossTerm {
    private final DomainDiscriminator discriminator;
    private final Weighting weighting;
    private final double lambda;
    private final Ramp reversal;

    /**
     * @param discriminator G_d on d features; owned by this term
     * @param weighting which features are weighted
     * @param lambda the norm of the weights
     * @param reversal c, the schedule of the gradient reversal
     */
    public DomainAdversarial(DomainDiscriminator discriminator, Weighting weighting, double lambda, Ramp reversal) {
        this.discriminator = discriminator;
        this.weighting = weighting;
        this.lambda = lambda;
        this.reversal = reversal;
    }

    @Override
    public String name() {
        return "domainAdversarial";
    }

    @Override
    public Optional<Ramp> ramp() {
        return Optional.of(reversal);
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor source = weighted(step.source(), weighting.weightsSource(), step.classifierWeight());
        Tensor target = weighted(step.target(), weighting.weightsTarget(), step.classifierWeight());
        HostNumber coefficient = step.inputs().number(now -> reversal.at(now.iteration() + 1));
        Tensor reversed = GradientReversal.reverse(Tensors.concatenate(source, target), coefficient);
        Tensor logits = discriminator.forward(reversed, Mode.TRAINING);
        Tensor domain = domains(logits, source.size(0));
        Tensor loss = torch.binary_cross_entropy_with_logits(logits, domain);
        return new Contribution(loss, metrics(loss, logits, domain, coefficient));
    }

    /** @return G_d, owned by this term */
    public DomainDiscriminator discriminator() {
        return discriminator;
    }

    /** @return which features are weighted */
    public Weighting weighting() {
        return weighting;
    }

    /** @return the norm of the weights */
    public double lambda() {
        return lambda;
    }

    /** @return the truth about a batch whose first samples come from the source, [N]: 1 for the source, 0 for the target */
    static Tensor domains(Tensor logits, long sourceSamples) {
        Tensor domain = Tensors.zerosLike(logits, logits.size(0));
        domain.narrow(0, 0, sourceSamples).fill_(new Scalar(1));
        return domain;
    }

    /** @return what is worth logging about an adversarial term */
    static List<Metric> metrics(Tensor loss, Tensor logits, Tensor domain, HostNumber coefficient) {
        return List.of(
                Metric.of("domainLoss", loss),
                new Metric("domainAccuracy", () -> accuracy(logits, domain)),
                Metric.of("reversalCoefficient", coefficient));
    }

    private Tensor weighted(DomainBatch batch, boolean apply, Tensor classifierWeight) {
        return apply
                ? batch.features()
                        .mul(FeatureWeighting.weights(batch.logits(), batch.labels(), classifierWeight, lambda))
                : batch.features();
    }

    /** The share of samples whose domain the discriminator names: 0.5 when the domains are indistinguishable. */
    private static double accuracy(Tensor logits, Tensor domain) {
        Tensor saysSource = logits.gt(new Scalar(0)).to(domain.scalar_type());
        return 1 - Tensors.item(saysSource.sub(domain).abs().mean());
    }

    @Override
    public Optional<Layer> module() {
        return Optional.of(discriminator);
    }
}
