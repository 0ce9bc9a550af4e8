package io.github.biwaa.chain;

import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.batch.Sweep;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * What a finished run shows a chain.
 *
 * @param scores of the target by the classifier, [N_t, K], rows sum to 1
 * @param sourceLabels classes of the run's source, added samples included, [N_s]; found when asked for
 * @param features the mean over fixed views of the features of the run's samples, [N_s, d] and [N_t, d]; computed when asked for
 * @param settings the numbers of the chains
 * @param sweep how samples are swept; told how far that is, and may stop it
 */
public record RunEvidence(
        Tensor scores,
        Supplier<int[]> sourceLabels,
        Function<ExpandFeatures, Domains<Tensor>> features,
        ChainSettings settings,
        Sweep sweep) {}
