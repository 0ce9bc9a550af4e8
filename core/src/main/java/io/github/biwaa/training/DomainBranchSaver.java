package io.github.biwaa.training;

import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.alignment.DomainAdversarial;
import io.github.biwaa.model.DomainBranch;
import java.nio.file.Path;

/** Keeps the discriminator beside the model, where the method has one on features: explanations look through it. */
final class DomainBranchSaver {

    private DomainBranchSaver() {}

    static void save(Path model, Objective objective) {
        objective.terms().stream()
                .filter(DomainAdversarial.class::isInstance)
                .map(DomainAdversarial.class::cast)
                .findFirst()
                .ifPresent(term -> DomainBranch.save(
                        model,
                        term.discriminator(),
                        new DomainBranch.Description(
                                term.weighting().weightsSource(),
                                term.weighting().weightsTarget(),
                                term.lambda())));
    }
}
