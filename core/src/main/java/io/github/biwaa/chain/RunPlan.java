package io.github.biwaa.chain;

import io.github.biwaa.adaptation.KnownLabels;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.batch.IndexSampler;
import io.github.biwaa.samples.batch.LabelledEnding;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/**
 * What one run learns from.
 *
 * @param samples the labelled samples, which may be more than the training was given, and the target's
 * @param order which of them each step takes
 * @param predicted what earlier runs predict for the target, [N_t, K]; empty if the plan does not follow from it
 * @param prior where pseudo-labels start; empty if from the run's own predictions
 * @param weights what the losses of some terms are multiplied by, by the name of the term; 1 for all others
 * @param guide what a teacher says of the samples, if there is one
 * @param known the true classes of some samples of the target
 */
public record RunPlan(
        Domains<OpenSamples> samples,
        Domains<IndexSampler> order,
        Optional<Tensor> predicted,
        Optional<Prior> prior,
        Map<String, Double> weights,
        Optional<Guide> guide,
        KnownLabels known) {

    /** Copies what could change. */
    public RunPlan {
        weights = Map.copyOf(weights);
    }

    /** Samples in some order; pseudo-labels start from the run's own predictions, and all terms count alike. */
    public static RunPlan of(Domains<OpenSamples> samples, Domains<IndexSampler> order) {
        return new RunPlan(
                samples, order, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), KnownLabels.NONE);
    }

    /** The same plan, which follows from what earlier runs predict. */
    public RunPlan following(Tensor predictions, Optional<Prior> start) {
        return new RunPlan(samples, order, Optional.of(predictions), start, weights, guide, known);
    }

    /** The same plan with some terms' losses multiplied. */
    public RunPlan weighted(Map<String, Double> byTerm) {
        return new RunPlan(samples, order, predicted, prior, byTerm, guide, known);
    }

    /** The same plan under a teacher who has seen all of its target and all or nothing of its source. */
    public RunPlan guidedBy(Optional<Guide> teacher) {
        return new RunPlan(samples, order, predicted, prior, weights, teacher, known);
    }

    /** The same plan, in which the classes of some target samples are known; these take the last places of the target's batches. */
    public RunPlan knowing(KnownLabels classes, IndexSampler labelled) {
        Domains<IndexSampler> ending = new Domains<>(order.source(), new LabelledEnding(order.target(), labelled));
        return new RunPlan(samples, ending, predicted, prior, weights, guide, classes);
    }

    /** @return a hash of all that decides what each step learns from: two plans of one hash give a run the same batches and labels */
    public String sha256() {
        List<String> lines = new ArrayList<>();
        OpenSamples source = samples.source();
        for (int sample = 0; sample < source.size(); sample++) {
            lines.add(source.sampleName(sample) + " " + source.label(sample));
        }
        lines.add(samples.target().namesSha256());
        add(lines, order.source());
        add(lines, order.target());
        predicted.ifPresent(scores -> lines.add(Arrays.toString(Tensors.largestOfRows(scores))));
        lines.add(prior.isPresent() ? "prior" : "no prior");
        lines.add(new TreeMap<>(weights).toString());
        guide.ifPresent(teacher -> lines.add(teacher.sha256()));
        if (!known.equals(KnownLabels.NONE)) {
            lines.add(known.sha256());
        }
        return Sha256.of(lines);
    }

    private static void add(List<String> lines, IndexSampler sampler) {
        for (int step = 0; step < sampler.roundLength(); step++) {
            lines.add(Arrays.toString(sampler.batch(step)));
        }
    }
}
