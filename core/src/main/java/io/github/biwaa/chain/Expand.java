package io.github.biwaa.chain;

import io.github.biwaa.chain.propagation.CombinedScores;
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
 * m = round(phi_r N_t);   phi_r = 0, 0.2, 0.4, ...;   chosen by the largest max_k Q_nk, label argmax_k Q_nk;   Q = A of the run before
 * </pre>
 *
 * <p>Under a teacher (SWG, Westfechtel et al. 2025), Q = P0 in the first run, chosen by the logarithm of the odds, and Q = A + 0.5^r P0 later;
 * phi_r = (r + 1) / (runs + 1).
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
    public boolean needsSource() {
        return true;
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
        return Optional.of(
                CombinedScores.of(evidence.scores(), h, evidence.sourceLabels().get(), evidence.sweep()));
    }

    @Override
    public RunPlan plan(Planning planning) {
        ChainSettings settings = planning.settings();
        Optional<Opinion> opinion = opinion(planning);
        double fraction = fraction(planning);
        if (opinion.isEmpty() || fraction == 0) {
            return planning.scores().isEmpty()
                    ? planning.plain()
                    : planning.plain().following(planning.latestScores(), Optional.empty());
        }
        int classes = planning.domains().source().classes().size();
        SurestSamples surest = SurestSamples.of(
                opinion.get().scores(), opinion.get().certainty(), classes, fraction, settings.expandQuota());
        Domains<OpenSamples> given = planning.domains();
        OpenSamples source = surest.samples().length == 0
                ? given.source()
                : given.source().plus(given.target(), surest.samples(), surest.labels());
        RunPlan plan = RunPlan.of(
                        new Domains<>(source, given.target()),
                        new Domains<>(planning.sourceOrder(source), planning.uniformTarget()))
                .guidedBy(planning.guide().map(guide -> guide.plus(surest.samples())));
        return planning.scores().isEmpty() ? plan : plan.following(planning.latestScores(), Optional.empty());
    }

    /** Q, [N_t, K] row by row, and how sure it is of each sample. */
    private record Opinion(double[] scores, double[] certainty) {}

    /** Earlier runs' opinion, with a teacher's, which counts half as much from run to run; the teacher's alone before there is another. */
    private static Optional<Opinion> opinion(Planning planning) {
        if (planning.scores().isEmpty()) {
            return planning.guide()
                    .map(guide -> new Opinion(
                            guide.target().probabilities(), guide.target().certainty()));
        }
        double[] scores = Tensors.toDoubles(planning.latestScores());
        planning.guide().ifPresent(guide -> add(scores, guide, planning.run()));
        int classes = planning.domains().source().classes().size();
        return Optional.of(new Opinion(scores, SurestSamples.largest(scores, classes)));
    }

    /** Adds 0.5^r P0 to A, [N_t, K] row by row. */
    static void add(double[] scores, Guide guide, int run) {
        double share = Math.pow(0.5, run);
        double[] teacher = guide.target().probabilities();
        for (int i = 0; i < scores.length; i++) {
            scores[i] += share * teacher[i];
        }
    }

    /** Under a teacher the first run has something to add, and the last one does not add all. */
    private static double fraction(Planning planning) {
        List<Double> chosen = planning.settings().expandFractions();
        int run = planning.run();
        if (!chosen.isEmpty()) {
            return chosen.get(Math.min(run, chosen.size() - 1));
        }
        return planning.guide().isPresent() ? (run + 1.0) / (planning.runs() + 1) : Math.min(1, run / RUNS_TO_ALL);
    }
}
