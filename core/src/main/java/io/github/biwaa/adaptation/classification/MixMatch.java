package io.github.biwaa.adaptation.classification;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.Views;
import io.github.biwaa.adaptation.term.StepInputs;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bytedeco.pytorch.Tensor;

/**
 * Semi-supervised training on mixed samples (MixMatch, Berthelot et al. 2019; Westfechtel et al. 2024; docs/method.md).
 *
 * <pre>
 * q = (softmax(z_t) + softmax(z_t')) / 2,  u = q^2 / sum_k q^2     [B, K], constants; t' is a second view of the target's batch
 * X = [x_s; x_t; x_t'],  Y = [onehot(y_s); u; u]                   mixed by {@link MixUp}, passed on by {@link Interleaving}
 * L_x = -1/B sum over the first B of Y log softmax,  L_u = mean over the other 2B K entries of (softmax - Y)^2
 * L = lam(i) (L_x + w(i) L_u),  w(i) = 100 min(i / horizon, 1)
 * </pre>
 *
 * <p>Without its loss (an ablation) the passes still move the statistics of batch norm, as in the authors' code.
 */
public final class MixMatch implements LossTerm {
    /** The weight of L_u at the end. */
    private static final double UNLABELLED_WEIGHT = 100;

    private final Ramp lam;
    private final double horizon;
    private final boolean counted;
    private final BiFunction<SplittableRandom, Integer, MixUp> mixing;

    /**
     * @param lam the schedule of the whole
     * @param horizon steps after which L_u has its whole weight, above 0; the paper: 5004
     * @param counted whether the loss counts
     * @param mixing from a step's random numbers and 3B to what is mixed
     */
    public MixMatch(Ramp lam, double horizon, boolean counted, BiFunction<SplittableRandom, Integer, MixUp> mixing) {
        this.lam = lam;
        this.horizon = horizon;
        this.counted = counted;
        this.mixing = mixing;
    }

    @Override
    public String name() {
        return "mixMatch";
    }

    @Override
    public boolean needsViews() {
        return true;
    }

    @Override
    public Optional<Ramp> ramp() {
        return Optional.of(lam);
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Views views = step.views().orElseThrow(() -> new IllegalStateException("mixMatch needs views of the samples"));
        Tensor sourceLogits = step.source().logits();
        int size = Math.toIntExact(sourceLogits.size(0));
        Tensor second = Tensors.withoutGradient(() -> views.network().apply(views.secondTarget()));
        Tensor guess = guess(step.target().logits().detach(), second);
        Tensor truth = Tensors.oneHot(step.source().labels(), guess.size(1), sourceLogits);
        Mix mix = Mix.of(step.inputs(), now -> mixing.apply(now.random().get(), Interleaving.BLOCKS * size));
        Tensor targets = mix.applyTo(Tensors.concatenate(truth, guess, guess));
        Tensor inputs = mix.applyTo(Tensors.concatenate(views.source(), views.target(), views.secondTarget()));
        Tensor logits = passed(inputs, step.inputs().indices(now -> Interleaving.order(size)), size, views);
        Tensor labelled = labelledLoss(logits.narrow(0, 0, size), targets.narrow(0, 0, size));
        Tensor unlabelled = unlabelledLoss(logits.narrow(0, size, 2L * size), targets.narrow(0, size, 2L * size));
        HostNumber weight = step.inputs().number(now -> UNLABELLED_WEIGHT * Math.min(now.iteration() / horizon, 1));
        HostNumber whole = step.inputs().number(now -> counted ? lam.at(now.iteration()) : 0);
        return new Contribution(
                whole.times(labelled.add(weight.times(unlabelled))),
                List.of(
                        Metric.of("mixedLoss", labelled),
                        Metric.of("consistencyLoss", unlabelled),
                        Metric.of("consistencyWeight", weight)));
    }

    /** @return u, [B, K] */
    static Tensor guess(Tensor logits, Tensor secondLogits) {
        Tensor squared = Tensors.times(logits.softmax(1).add(secondLogits.softmax(1)), 0.5)
                .square();
        return squared.div(Tensors.sum(squared, 1, true));
    }

    /** {@link MixUp}, where the network is: l, 1 - l and the order. */
    private record Mix(HostNumber share, HostNumber rest, Tensor order) {
        static Mix of(StepInputs inputs, Function<StepMoment, MixUp> drawn) {
            return new Mix(
                    inputs.number(now -> drawn.apply(now).share()),
                    inputs.number(now -> 1 - drawn.apply(now).share()),
                    inputs.indices(now -> drawn.apply(now).order()));
        }

        /** @return l rows + (1 - l) rows[order] */
        Tensor applyTo(Tensor rows) {
            return share.times(rows).add(rest.times(rows.index_select(0, order)));
        }
    }

    /** @return logits of 3B mixed samples in their order, [3B, K] */
    private static Tensor passed(Tensor inputs, Tensor order, int size, Views views) {
        Tensor dealt = inputs.index_select(0, order);
        Tensor[] logits = new Tensor[Interleaving.BLOCKS];
        for (int pass = 0; pass < logits.length; pass++) {
            logits[pass] = views.network().apply(dealt.narrow(0, (long) pass * size, size));
        }
        return Tensors.concatenate(logits).index_select(0, order);
    }

    static Tensor labelledLoss(Tensor logits, Tensor targets) {
        return Tensors.times(logits.log_softmax(1).mul(targets).sum(), -1.0 / logits.size(0));
    }

    static Tensor unlabelledLoss(Tensor logits, Tensor targets) {
        return logits.softmax(1).sub(targets).square().mean();
    }
}
