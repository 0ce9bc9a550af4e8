package io.github.biwaa.chain;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.batch.ClassBalancedSampler;
import io.github.biwaa.samples.batch.IndexSampler;
import io.github.biwaa.samples.batch.NoBatches;
import io.github.biwaa.samples.batch.UniformSampler;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * What a chain knows when it plans a run.
 *
 * @param run r, from 0
 * @param runs how many there are
 * @param domains what the training was given
 * @param scores what the target was scored at the end of each earlier run, oldest first: [N_t, K], rows sum to 1
 * @param guide what a teacher says of both domains, if there is one
 * @param settings the numbers of the chains
 * @param batchSize B
 * @param seeds of the run
 */
public record Planning(
        int run,
        int runs,
        Domains<OpenSamples> domains,
        List<Tensor> scores,
        Optional<Guide> guide,
        ChainSettings settings,
        int batchSize,
        SeedSequence seeds) {

    /** @return the scores of the run before; only from the second run on */
    public Tensor latestScores() {
        return scores.get(scores.size() - 1);
    }

    /** @return batches of a source that visit all its classes alike; or, if that is switched off, all its samples; none of a source without samples */
    public IndexSampler sourceOrder(OpenSamples source) {
        if (source.isEmpty()) {
            return new NoBatches();
        }
        return settings.balanceSource()
                ? ClassBalancedSampler.forSource(source.labels(), source.classes(), batchSize, seeds)
                : new UniformSampler(source.size(), batchSize, seeds, Purpose.SOURCE_SAMPLER);
    }

    /** @return batches of the target that visit all its samples alike */
    public IndexSampler uniformTarget() {
        return new UniformSampler(domains.target().size(), batchSize, seeds, Purpose.TARGET_SAMPLER);
    }

    /** @return batches of the target that visit all predicted classes alike */
    public IndexSampler alignedTarget(int[] predicted) {
        return ClassBalancedSampler.forTarget(predicted, domains.target().classes(), batchSize, seeds);
    }

    /** @return the plan of a run that knows nothing of earlier ones */
    public RunPlan plain() {
        return RunPlan.of(domains, new Domains<>(sourceOrder(domains.source()), uniformTarget()))
                .guidedBy(guide);
    }
}
