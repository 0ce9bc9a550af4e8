package io.github.biwaa.chain;

import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.batch.IndexSampler;
import io.github.biwaa.torch.Tensors;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * Iterative label distribution alignment (ILDA, docs/method.md): what earlier runs predict decides how the next one samples the target and where
 * its pseudo-labels start.
 */
final class Align implements Chain {
    @Override
    public String id() {
        return "align";
    }

    @Override
    public String description() {
        return "each run samples the target by what earlier runs predict (ILDA, Westfechtel et al. 2023)";
    }

    @Override
    public int runs(int chosen) {
        return chosen;
    }

    @Override
    public RunPlan plan(Planning planning) {
        if (planning.scores().isEmpty()) {
            return planning.plain();
        }
        ChainSettings settings = planning.settings();
        Tensor predicted = Prior.combine(planning.scores(), settings.priorDecay());
        IndexSampler target = settings.alignTarget()
                ? planning.alignedTarget(Tensors.largestOfRows(predicted))
                : planning.uniformTarget();
        Optional<Prior> prior = settings.blendPrior()
                ? Optional.of(new Prior(predicted, settings.priorWeight(), new Ramp(settings.priorHorizon())))
                : Optional.empty();
        return RunPlan.of(
                        planning.domains(),
                        new Domains<>(planning.sourceOrder(planning.domains().source()), target))
                .following(predicted, prior)
                .guidedBy(planning.guide());
    }
}
