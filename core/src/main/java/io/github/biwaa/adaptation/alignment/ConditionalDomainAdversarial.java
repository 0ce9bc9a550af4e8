package io.github.biwaa.adaptation.alignment;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.target.Entropy;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.GradientReversal;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Conditional adversarial alignment, CDAN (Long et al. 2018): the discriminator sees the features of a sample together with its predicted classes, as
 * their outer product, so that domains are aligned class by class.
 *
 * <pre>
 * L = 1/(2B) sum over source and target of v * BCE(G_d(reverse(f (x) p)), domain),   p = softmax(z),  source = 1, target = 0
 * v = 1                                                         CDAN
 * v = (1 + exp(-H(p))) / mean over the domain's batch of it     CDAN+E: samples whose class is uncertain count less
 * </pre>
 *
 * <p>{@code f (x) p} has d * K entries, [2B, d K], ordered by class; p and v are constants for the backward sweep, as in the authors' code.
 */
public final class ConditionalDomainAdversarial implements LossTerm {
    /** libtorch's number for "the mean of all entries". */
    private static final long MEAN_REDUCTION = 1;

    private final DomainDiscriminator discriminator;
    private final boolean entropyWeighted;
    private final Ramp reversal;

    /**
     * @param discriminator G_d on d * K inputs; owned by this term
     * @param entropyWeighted whether certain samples count more (CDAN+E)
     * @param reversal c, the schedule of the gradient reversal
     */
    public ConditionalDomainAdversarial(DomainDiscriminator discriminator, boolean entropyWeighted, Ramp reversal) {
        this.discriminator = discriminator;
        this.entropyWeighted = entropyWeighted;
        this.reversal = reversal;
    }

    @Override
    public String name() {
        return "conditionalDomainAdversarial";
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
        Tensor sourceClasses = step.source().logits().detach().softmax(1);
        Tensor targetClasses = step.target().logits().detach().softmax(1);
        Tensor features =
                Tensors.concatenate(step.source().features(), step.target().features());
        Tensor joint = outerProduct(features, Tensors.concatenate(sourceClasses, targetClasses));
        HostNumber coefficient = step.inputs().number(now -> reversal.at(now.iteration() + 1));
        Tensor logits = discriminator.forward(GradientReversal.reverse(joint, coefficient), Mode.TRAINING);
        Tensor domain = DomainAdversarial.domains(logits, sourceClasses.size(0));
        Engine.load();
        TensorOptional weight = entropyWeighted
                ? new TensorOptional(Tensors.concatenate(certainty(sourceClasses), certainty(targetClasses)))
                : new TensorOptional();
        Tensor loss =
                torch.binary_cross_entropy_with_logits(logits, domain, weight, new TensorOptional(), MEAN_REDUCTION);
        return new Contribution(loss, DomainAdversarial.metrics(loss, logits, domain, coefficient));
    }

    /** @return [N, K d] of features [N, d] and class probabilities [N, K] */
    private static Tensor outerProduct(Tensor features, Tensor classes) {
        return classes.unsqueeze(2).mul(features.unsqueeze(1)).flatten(1, 2);
    }

    /** @return 1 + exp(-H(p)) of each row, [N], scaled to mean 1 */
    private static Tensor certainty(Tensor classes) {
        Tensor weight = Entropy.ofRows(classes).neg().exp().add(new Scalar(1));
        return weight.div(weight.mean());
    }

    @Override
    public Optional<Layer> module() {
        return Optional.of(discriminator);
    }
}
