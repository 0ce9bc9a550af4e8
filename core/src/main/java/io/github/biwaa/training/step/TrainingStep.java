package io.github.biwaa.training.step;

import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.schedule.LearningRate;
import io.github.biwaa.adaptation.term.LossTerm.Contribution;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.adaptation.term.StepContext.Views;
import io.github.biwaa.adaptation.term.StepInputs;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * One step of training (docs/method.md): source and target pass the network as two batches, source first; pseudo-labels are brought up to
 * date; the objective is evaluated; ONE backward sweep; the optimizer steps. The caller opens a scope around it. With a sharpness above 0 all of this
 * happens where the classification of the source is worst nearby ({@link Ascent}), but for the update.
 *
 * @param network G_f and G_c
 * @param objective the method's terms
 * @param pseudoLabels the target's
 * @param optimizer holds the parameters of network and objective
 * @param learningRate its schedule
 * @param sharpness how far the weights climb before the loss is looked at, at least 0
 */
public record TrainingStep(
        AdaptationNetwork network,
        Objective objective,
        PseudoLabels pseudoLabels,
        Optimizer optimizer,
        LearningRate learningRate,
        double sharpness) {
    /** Without looking nearby. */
    public TrainingStep(
            AdaptationNetwork network,
            Objective objective,
            PseudoLabels pseudoLabels,
            Optimizer optimizer,
            LearningRate learningRate) {
        this(network, objective, pseudoLabels, optimizer, learningRate, 0);
    }

    /** Of a training that no teacher guides. */
    public static final Domains<Optional<Tensor>> NO_TEACHER = new Domains<>(Optional.empty(), Optional.empty());

    /**
     * What a step learns from.
     *
     * @param source the labelled domain's inputs, [B, ...]; wherever they are
     * @param sourceLabels y_s, [B]; where the network is
     * @param target the other domain's inputs, [B, ...]
     * @param targetSamples numbers of the target's samples, [B]
     * @param second if the objective needs views
     * @param teacher a teacher's probabilities for both, [B, K], where there are any; where the network is
     */
    public record Batch(
            Tensor source,
            Tensor sourceLabels,
            Tensor target,
            int[] targetSamples,
            Optional<SecondView> second,
            Domains<Optional<Tensor>> teacher) {
        /** Without a second view and a teacher. */
        public Batch(Tensor source, Tensor sourceLabels, Tensor target, int[] targetSamples) {
            this(source, sourceLabels, target, targetSamples, Optional.empty(), NO_TEACHER);
        }

        /** @return what the host knows of a step on it */
        StepMoment moment(long iteration) {
            return second.map(view -> new StepMoment(iteration, targetSamples, view.random()))
                    .orElseGet(() -> new StepMoment(iteration, targetSamples));
        }
    }

    /**
     * What an objective takes that {@linkplain Objective#needsViews needs views}.
     *
     * @param target another view of the target's samples, [B, ...]
     * @param random of the step, from its beginning each time
     */
    public record SecondView(Tensor target, Supplier<SplittableRandom> random) {}

    /**
     * What a step saw, for logging and tests.
     *
     * @param context features, logits and labels before the update
     * @param total the loss and the metrics
     */
    public record Outcome(StepContext context, Contribution total) {
        /** @return whether the loss is a number; otherwise nothing was updated */
        public boolean isFinite() {
            return Double.isFinite(Tensors.item(total.loss()));
        }
    }

    /** The parts of a step, in order. */
    public enum Part {
        /** Both batches through the backbone and the bottleneck. */
        FORWARD,
        /** Logits, pseudo-labels and the terms' losses. */
        HEADS,
        /** The backward sweep. */
        BACKWARD,
        /** The optimizer's step. */
        UPDATE
    }

    /**
     * Trains on one batch; if the loss is NaN or infinite, parameters and momentum stay as they are.
     *
     * @param iteration i, from 0
     */
    public Outcome run(long iteration, Batch batch) {
        return run(iteration, batch, true, part -> {});
    }

    /**
     * Trains on one batch.
     *
     * @param iteration i, from 0
     * @param look whether the loss is read, so that parameters and momentum stay as they are if it is NaN or infinite. A GPU that nobody waits for is
     *     given its next step while it still computes this one
     * @param finished told after each part
     */
    public Outcome run(long iteration, Batch batch, boolean look, Consumer<Part> finished) {
        StepMoment now = batch.moment(iteration);
        return run(
                now,
                StepInputs.of(now, () -> Device.of(network.classifierWeight())),
                PseudoLabels.rounds(batch.targetSamples()),
                batch,
                look,
                finished);
    }

    /** {@link #run(long, Batch, boolean, Consumer)} with what it takes from the host, and the rounds in which pseudo-labels are entered. */
    Outcome run(StepMoment now, StepInputs inputs, int rounds, Batch batch, boolean look, Consumer<Part> finished) {
        boolean learns;
        Outcome outcome;
        try (Ascent nearby = sharpness == 0
                ? null
                : new Ascent(network, sharpness, () -> sourceLoss(batch), () -> network.exchangeGradients(List.of()))) {
            outcome = forward(now, inputs, rounds, batch, finished);
            boolean wrong = look && !outcome.isFinite();
            finished.accept(Part.HEADS);
            if (wrong) {
                return outcome;
            }
            learns = outcome.total().loss().requires_grad();
            if (learns) {
                outcome.total().loss().backward();
                network.exchangeGradients(objective.parameters());
            }
            finished.accept(Part.BACKWARD);
        }
        if (learns) {
            optimizer.step(multiplier -> inputs.number(then -> learningRate.at(then.iteration()) * multiplier));
        }
        finished.accept(Part.UPDATE);
        return outcome;
    }

    private Tensor sourceLoss(Batch batch) {
        Tensor features = network.features(batch.source(), Mode.TRAINING);
        return objective.sourceLoss(network.logits(features, Mode.TRAINING), batch.sourceLabels());
    }

    private Outcome forward(StepMoment now, StepInputs inputs, int rounds, Batch batch, Consumer<Part> finished) {
        Optional<Tensor> labelled = batch.source().size(0) == 0
                ? Optional.empty()
                : Optional.of(network.features(batch.source(), Mode.TRAINING));
        Tensor targetFeatures = network.features(batch.target(), Mode.TRAINING);
        finished.accept(Part.FORWARD);
        // A batch without samples passes no network, but has the shapes of one.
        Tensor sourceFeatures = labelled.orElseGet(() -> targetFeatures.narrow(0, 0, 0));
        Tensor sourceLogits = network.logits(sourceFeatures, Mode.TRAINING);
        Tensor targetLogits = network.logits(targetFeatures, Mode.TRAINING);
        Tensor targetLabels = pseudoLabels.label(inputs, rounds, targetLogits);
        StepContext context = new StepContext(
                now.iteration(),
                new DomainBatch(
                        sourceFeatures,
                        sourceLogits,
                        batch.sourceLabels(),
                        batch.teacher().source()),
                new DomainBatch(
                        targetFeatures,
                        targetLogits,
                        targetLabels,
                        batch.teacher().target()),
                network.classifierWeight(),
                now.targetSamples(),
                inputs,
                batch.second().map(second -> views(batch, second)));
        return new Outcome(context, objective.evaluate(context));
    }

    private Views views(Batch batch, SecondView second) {
        return new Views(
                network.upload(batch.source()),
                network.upload(batch.target()),
                network.upload(second.target()),
                input -> network.forward(input, Mode.TRAINING));
    }
}
