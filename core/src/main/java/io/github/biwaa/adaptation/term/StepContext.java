package io.github.biwaa.adaptation.term;

import io.github.biwaa.torch.Device;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * What one training step shows to the loss terms.
 *
 * @param iteration i, from 0
 * @param source the labelled domain's batch; labels y_s. Of a method that {@linkplain io.github.biwaa.adaptation.Method#needsSource needs no source}
 *     it has no samples
 * @param target the other domain's batch; labels are pseudo-labels
 * @param classifierWeight W_c, [K, d]
 * @param targetSamples numbers of the target's samples, [B]
 * @param inputs what else a term takes from the host; a term that {@linkplain LossTerm#isRepeatable can be repeated} looks at the iteration and at numbers
 *     of samples through it alone
 * @param views what terms need that pass further samples through the network; empty unless a term {@linkplain LossTerm#needsViews asks for it}
 */
public record StepContext(
        long iteration,
        DomainBatch source,
        DomainBatch target,
        Tensor classifierWeight,
        int[] targetSamples,
        StepInputs inputs,
        Optional<Views> views) {
    /** Of one step alone. */
    public StepContext(
            long iteration,
            DomainBatch source,
            DomainBatch target,
            Tensor classifierWeight,
            int[] targetSamples,
            Optional<Views> views) {
        this(
                iteration,
                source,
                target,
                classifierWeight,
                targetSamples,
                StepInputs.of(new StepMoment(iteration, targetSamples), () -> Device.of(target.logits())),
                views);
    }

    /** Without further views, of samples that no term asks the numbers of. */
    public StepContext(long iteration, DomainBatch source, DomainBatch target, Tensor classifierWeight) {
        this(iteration, source, target, classifierWeight, new int[0], Optional.empty());
    }

    /**
     * The inputs of a step, and the network that they pass.
     *
     * @param source the labelled domain's inputs, [B, ...]; where the network is, as all three
     * @param target the other domain's inputs, [B, ...]
     * @param secondTarget another random view of the same target samples, [B, ...]
     * @param network from inputs to logits, [N, K], in training mode: batch norm's statistics move
     */
    public record Views(Tensor source, Tensor target, Tensor secondTarget, UnaryOperator<Tensor> network) {}

    /**
     * One domain's part of a step, as the network sees it.
     *
     * @param features f = G_f(x), [B, d]
     * @param logits z = G_c(f), [B, K]
     * @param labels class numbers, [B]; the truth in the source, pseudo-labels in the target
     * @param teacher a teacher's probabilities, [B, K]; empty if there is no teacher
     */
    public record DomainBatch(Tensor features, Tensor logits, Tensor labels, Optional<Tensor> teacher) {
        /** Without a teacher. */
        public DomainBatch(Tensor features, Tensor logits, Tensor labels) {
            this(features, logits, labels, Optional.empty());
        }
    }
}
