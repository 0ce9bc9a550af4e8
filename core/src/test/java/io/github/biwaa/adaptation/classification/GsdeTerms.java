package io.github.biwaa.adaptation.classification;

import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.alignment.ConditionalDomainAdversarial;
import io.github.biwaa.adaptation.alignment.SemanticMatching;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** The terms of gsde with mixtures that are given instead of drawn. */
public final class GsdeTerms {
    private GsdeTerms() {}

    /**
     * @param share l of the step at hand
     * @param order its permutation
     */
    public static Objective of(
            DomainDiscriminator discriminator,
            Tensor model,
            int classes,
            int width,
            boolean counted,
            Supplier<Tensor> share,
            Supplier<Tensor> order) {
        Ramp ramp = new Ramp(20000);
        return new Objective(List.of(
                new SourceClassification(),
                new ConditionalDomainAdversarial(discriminator, false, ramp),
                new SemanticMatching(model, classes, width, ramp),
                new MixMatch(
                        ramp,
                        5004,
                        counted,
                        (random, samples) -> new MixUp(Tensors.item(share.get()), Tensors.toInts(order.get())))));
    }
}
