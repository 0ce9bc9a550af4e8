package io.github.biwaa.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.adaptation.term.StepInputs;
import io.github.biwaa.adaptation.term.StepMoment;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ObjectiveTest {
    private static final TermFactory FACTORY = new TermFactory(
            3,
            4,
            Placement.onCpu(Precision.FLOAT64),
            new Ramp(20000),
            TermSettings.DEFAULTS
                    .with(TermSettings.DISCRIMINATOR_WIDTH, 8)
                    .with(TermSettings.DISCRIMINATOR_DROPOUT, 0.0),
            3,
            1000);

    @Test
    void theTotalIsTheSumOfTheTerms() {
        try (PointerScope scope = new PointerScope();
                Objective objective = new Objective(List.of(constant("one", 1.5), constant("two", -4)))) {
            LossTerm.Contribution total = objective.evaluate(step());
            assertThat(Tensors.item(total.loss())).isEqualTo(-2.5);
            assertThat(total.metrics()).extracting(Metric::name).containsExactly("totalLoss", "one", "two");
            assertThat(total.metrics())
                    .extracting(metric -> metric.value().getAsDouble())
                    .containsExactly(-2.5, 1.5, -4.0);
        }
    }

    @Test
    void termsOfOneNameAreRefused() {
        assertThatThrownBy(() -> new Objective(List.of(constant("twin", 1), constant("twin", 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("twin");
        assertThatThrownBy(() -> new Objective(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Objective(List.of(constant("one", 1)), Map.of("other", 2.0)))
                .hasMessageContaining("other")
                .hasMessageContaining("one");
    }

    /** Names of parameters, state and metrics are keys of checkpoints and of metrics.csv. */
    @ParameterizedTest
    @EnumSource(BuiltInMethod.class)
    void everythingHasItsOwnName(BuiltInMethod method) {
        try (PointerScope scope = new PointerScope();
                Objective objective = new Objective(method.terms(FACTORY))) {
            assertThat(objective.parameters()).extracting(Parameter::name).doesNotHaveDuplicates();
            int tensors = 0;
            List<LossTerm> fresh = method.terms(FACTORY);
            for (LossTerm term : fresh) {
                tensors += term.state().size()
                        + term.module()
                                .map(module -> module.namedTensors().size())
                                .orElse(0);
            }
            fresh.forEach(LossTerm::close);
            assertThat(objective.state()).hasSize(tensors);
            assertThat(objective.evaluate(step()).metrics())
                    .extracting(Metric::name)
                    .doesNotHaveDuplicates();
        }
    }

    /** The paper's ladder: each method has one term more than the one before, BIWAA other features. */
    @Test
    void theLadderOfMethods() {
        assertThat(names(BuiltInMethod.SOURCE_ONLY)).containsExactly("sourceClassification");
        assertThat(names(BuiltInMethod.DANN)).containsExactly("sourceClassification", "domainAdversarial");
        assertThat(names(BuiltInMethod.MSTN))
                .containsExactly("sourceClassification", "domainAdversarial", "semanticMatching");
        assertThat(names(BuiltInMethod.BIWAA)).isEqualTo(names(BuiltInMethod.MSTN));
        assertThat(BuiltInMethod.values())
                .extracting(Method::chain)
                .filteredOn("align"::equals)
                .hasSize(1);
        assertThat(BuiltInMethod.BIWAA.chain()).isEqualTo("align");
    }

    private static List<String> names(Method method) {
        List<LossTerm> terms = method.terms(FACTORY);
        List<String> names = terms.stream().map(LossTerm::name).toList();
        terms.forEach(LossTerm::close);
        return names;
    }

    private static StepContext step() {
        Tensor features = Tensors.of(new double[] {1, 2, 3, 4, 5, 6, 7, 9}, 2, 4);
        Tensor logits = Tensors.of(new double[] {1, 0, 2, -1, 0, 1}, 2, 3);
        DomainBatch batch = new DomainBatch(features, logits, Tensors.indices(0, 2));
        Tensor weight = Tensors.of(new double[] {1, 0, 0, 1, 0, 2, 1, 0, 1, 0, -1, 0}, 3, 4);
        StepContext.Views views =
                new StepContext.Views(features, features, features, input -> input.matmul(weight.t()));
        StepMoment now = new StepMoment(100, new int[] {0, 2}, () -> new SplittableRandom(1));
        return new StepContext(
                now.iteration(),
                batch,
                batch,
                weight,
                now.targetSamples(),
                StepInputs.of(now, () -> Device.CPU),
                Optional.of(views));
    }

    private static LossTerm constant(String name, double value) {
        return new LossTerm() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Contribution contribution(StepContext step) {
                Tensor loss = Tensors.of(new double[] {value}, 1).squeeze();
                return new Contribution(loss, List.of(Metric.of(name, loss)));
            }
        };
    }
}
