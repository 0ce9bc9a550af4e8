package io.github.biwaa.training;

import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Placement;

/**
 * What all runs of a chain share.
 *
 * @param configuration what to do
 * @param source the labelled domain, without broken samples
 * @param target the other one, without broken samples
 * @param inputs both as a network takes them
 * @param networks makes the network a run starts with
 * @param folder where results go
 * @param placement where is computed, and in which numbers
 */
record TrainingSetup(
        TrainingConfiguration configuration,
        Domain source,
        Domain target,
        DomainInputs inputs,
        NetworkFactory networks,
        RunFolder folder,
        Placement placement) {}
