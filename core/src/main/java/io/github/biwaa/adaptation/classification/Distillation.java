package io.github.biwaa.adaptation.classification;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Distillation of a teacher's probabilities P (SWG, Westfechtel et al. 2025): the network comes to agree with it on the source, if the teacher has seen
 * that, and on the target.
 *
 * <pre>
 * L = weight (KL(P_s || softmax(z_s)) + KL(P_t || softmax(z_t))),   KL = mean of sum_k P_k (log P_k - log softmax(z)_k)
 * </pre>
 */
public final class Distillation implements LossTerm {
    private static final long SUM = 2;

    private final double weight;
    private final Mean mean;

    /** What the sum of a batch is divided by. */
    public enum Mean {
        /** Samples and classes, B K, as published. */
        ELEMENTS("elements"),
        /** Samples, B. */
        SAMPLES("samples");

        private final String id;

        Mean(String id) {
            this.id = id;
        }

        /** @return the name in settings */
        public String id() {
            return id;
        }
    }

    /** @param weight at least 0 */
    public Distillation(double weight, Mean mean) {
        this.weight = weight;
        this.mean = mean;
    }

    @Override
    public String name() {
        return "distillation";
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor loss = divergence(step.target());
        if (step.source().teacher().isPresent()) {
            loss = loss.add(divergence(step.source()));
        }
        return new Contribution(Tensors.times(loss, weight), List.of(Metric.of("distillationLoss", loss)));
    }

    private Tensor divergence(DomainBatch batch) {
        Tensor teacher = batch.teacher()
                .orElseThrow(() -> new IllegalStateException("distillation needs a teacher's probabilities"));
        double parts = mean == Mean.ELEMENTS ? teacher.numel() : teacher.size(0);
        return Tensors.times(torch.kl_div(batch.logits().log_softmax(1), teacher, SUM, false), 1 / parts);
    }
}
