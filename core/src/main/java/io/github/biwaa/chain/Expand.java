package io.github.biwaa.chain;

import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Gradual expansion of the source (GSDE, Westfechtel et al. 2024; docs/method.md): from the second run on, the target samples that the run before was
 * surest of are source samples, too, under the classes that it predicted. They stay in the target.
 *
 * <pre>
 * m = round(phi_r N_t);   phi_r = 0, 0.2, 0.4, ...;   chosen by the largest max_k A_nk, label argmax_k A_nk
 * </pre>
 */
final class Expand implements Chain {
    /** Each run adds a fifth of the target more. */
    private static final double RUNS_TO_ALL = 5;

    @Override
    public String id() {
        return "expand";
    }

    @Override
    public String description() {
        return "the source grows by the target samples that earlier runs are surest of (GSDE, Westfechtel et al. 2024)";
    }

    @Override
    public int runs(int chosen) {
        return chosen;
    }

    @Override
    public Optional<Tensor> scores(RunEvidence evidence) {
        ExpandFeatures kind = evidence.settings().expandFeatures();
        if (evidence.settings().expandScores() == ExpandScores.CLASSIFIER) {
            return Optional.empty();
        }
        Domains<Tensor> h = evidence.features().apply(kind).map(kind::ofMean);
        return Optional.of(CombinedScores.of(evidence.scores(), h, evidence.sourceLabels(), evidence.sweep()));
    }

    @Override
    public RunPlan plan(Planning planning) {
        ChainSettings settings = planning.settings();
        if (planning.scores().isEmpty()) {
            return planning.plain();
        }
        Tensor latest = planning.latestScores();
        int classes = Math.toIntExact(latest.size(1));
        double[] scores = Tensors.toDoubles(latest);
        SurestSamples surest = SurestSamples.of(
                scores,
                SurestSamples.largest(scores, classes),
                classes,
                fraction(settings.expandFractions(), planning.run()),
                settings.expandQuota());
        Domains<OpenSamples> given = planning.domains();
        OpenSamples source = surest.samples().length == 0
                ? given.source()
                : given.source().plus(given.target(), surest.samples(), surest.labels());
        return RunPlan.of(
                        new Domains<>(source, given.target()),
                        new Domains<>(planning.sourceOrder(source), planning.uniformTarget()))
                .following(latest, Optional.empty());
    }

    private static double fraction(List<Double> chosen, int run) {
        return chosen.isEmpty() ? Math.min(1, run / RUNS_TO_ALL) : chosen.get(Math.min(run, chosen.size() - 1));
    }
}
