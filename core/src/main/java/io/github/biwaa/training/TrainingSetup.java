package io.github.biwaa.training;

import static io.github.biwaa.settings.TrainingSettings.BALANCE_SOURCE;

import io.github.biwaa.chain.Guide;
import io.github.biwaa.chain.RunPlan;
import io.github.biwaa.evaluation.LabelShift;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.distributed.Ranks;
import io.github.biwaa.training.setup.NetworkFactory;
import io.github.biwaa.training.setup.TargetLabels;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What all runs of a chain share.
 *
 * @param configuration what to do
 * @param domains what is learnt from, without broken samples
 * @param heldOut labelled samples of the source that are not learnt from, if there are any
 * @param guide what a teacher says of the domains, if there is one
 * @param labels what a person says of the target, if somebody does
 * @param networks makes the network a run starts with
 * @param folder where results go
 * @param placement where is computed, and in which numbers
 * @param ranks the processes that share the work
 */
record TrainingSetup(
        TrainingConfiguration configuration,
        Domains<OpenSamples> domains,
        Optional<OpenSamples> heldOut,
        Optional<Guide> guide,
        Optional<TargetLabels> labels,
        NetworkFactory networks,
        RunFolder folder,
        Placement placement,
        Ranks ranks) {

    /**
     * How frequent classes are in the batches of a source.
     *
     * @return [K], with the sum 1
     */
    double[] learntFrequencies(OpenSamples source) {
        int classes = source.classes().size();
        return configuration.get(BALANCE_SOURCE)
                ? DoubleStream.generate(() -> 1.0 / classes).limit(classes).toArray()
                : LabelShift.shares(source.labels(), classes);
    }

    /** Closes samples that a chain made for a run. */
    void closeOwn(RunPlan plan) {
        if (plan.samples().source() != domains.source()) {
            plan.samples().source().close();
        }
        if (plan.samples().target() != domains.target()) {
            plan.samples().target().close();
        }
    }
}
