package io.github.biwaa.adaptation.target;

import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** No loss at all: a step under it changes what a forward pass changes, the statistics of batch norm (AdaBN, Li et al. 2016), and no weight. */
public final class StatisticsOnly implements LossTerm {

    @Override
    public String name() {
        return "statisticsOnly";
    }

    @Override
    public Contribution contribution(StepContext step) {
        Tensor none = Tensors.zerosLike(step.target().logits().detach(), 1).sum();
        return new Contribution(none, List.of());
    }
}
