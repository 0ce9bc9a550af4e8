import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.alignment.Weighting;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.setting.Range;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Batch spectral penalization (Chen et al., ICML 2019): DANN whose features may not be dominated by one direction. */
public final class SpectralPenalty implements Method {
    private static final Setting<Double> WEIGHT = Setting.number("spectral-weight")
            .help("Weight of the spectral penalty of bsp, above 0")
            .range(Range.aboveZero())
            .defaultsTo(1e-4);

    @Override
    public String id() {
        return "bsp";
    }

    @Override
    public String description() {
        return "adversarial training with batch spectral penalization (Chen et al. 2019)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(WEIGHT);
    }

    @Override
    public List<LossTerm> terms(TermFactory factory) {
        Term term = new Term(factory.settings().get(WEIGHT));
        return List.of(factory.sourceClassification(), factory.domainAdversarial(Weighting.NONE), term);
    }

    /** L = weight (s_1(F_s)^2 + s_1(F_t)^2), s_1 the largest singular value of a batch of features F, [B, d]. */
    private record Term(double weight) implements LossTerm {
        @Override
        public String name() {
            return "spectralPenalty";
        }

        @Override
        public Contribution contribution(StepContext step) {
            Tensor sum =
                    largest(step.source().features()).add(largest(step.target().features()));
            Tensor loss = Tensors.times(sum, weight);
            return new Contribution(loss, List.of(Metric.of("spectralLoss", loss)));
        }

        private static Tensor largest(Tensor features) {
            return torch.linalg_svdvals(features).narrow(0, 0, 1).square().sum();
        }
    }
}
