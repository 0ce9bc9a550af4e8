package io.github.biwaa.training.step;

import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.classification.SourceClassification;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.network.GradientReversal;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.HostNumber;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class AscentTest {

    /** The golden numbers' network: tanh(x W1' + b1) W2' + b2. */
    private static final class Toy extends Layer {
        private final Tensor w1;
        private final Tensor b1;
        private final Tensor w2;
        private final Tensor b2;

        Toy(StateDict golden) {
            w1 = parameter("W1", golden.get("sam/init/W1").clone());
            b1 = parameter("b1", golden.get("sam/init/b1").clone());
            w2 = parameter("W2", golden.get("sam/init/W2").clone());
            b2 = parameter("b2", golden.get("sam/init/b2").clone());
        }

        Tensor hidden(Tensor input) {
            return input.matmul(w1.t()).add(b1).tanh();
        }

        Tensor logits(Tensor hidden) {
            return hidden.matmul(w2.t()).add(b2);
        }

        @Override
        public Tensor forward(Tensor input, Mode mode) {
            return logits(hidden(input));
        }
    }

    /** Three steps of SDAT: uphill on the source's classification alone, both losses there, back, a Nesterov step. */
    @Test
    void threeStepsEqualTheReference() {
        try (StateDict golden = Golden.read("gsde/g7_other_methods.safetensors");
                PointerScope scope = new PointerScope();
                Toy toy = new Toy(golden);
                SgdOptimizer ofToy = new SgdOptimizer();
                SgdOptimizer ofHead = new SgdOptimizer()) {
            double[] hyper = Tensors.toDoubles(golden.get("sam/hyper_rho_coeff_lr_lrd_momentum_decay"));
            Tensor v = golden.get("sam/init/v").clone().set_requires_grad(true);
            Tensor c = golden.get("sam/init/c").clone().set_requires_grad(true);
            ofToy.add(toy.trainableParameters(), 1, hyper[5]);
            ofHead.add(List.of(new Parameter("v", v), new Parameter("c", c)), 1, hyper[5]);
            for (int step = 0; step < 3; step++) {
                Tensor source = Tensors.toDouble(golden.get("sam/x_source").select(0, step));
                Tensor target = Tensors.toDouble(golden.get("sam/x_target").select(0, step));
                Tensor labels = golden.get("sam/y_source").select(0, step);
                try (Ascent nearby =
                        new Ascent(toy, hyper[0], () -> task(toy.logits(toy.hidden(source)), labels), () -> {})) {
                    Tensor features = Tensors.concatenate(toy.hidden(source), toy.hidden(target));
                    Tensor domain = Tensors.zerosLike(features.detach(), features.size(0));
                    domain.narrow(0, 0, source.size(0)).fill_(Tensors.scalar(1));
                    Tensor adversarial = torch.binary_cross_entropy_with_logits(
                            GradientReversal.reverse(features, HostNumber.of(hyper[1]))
                                    .matmul(v)
                                    .add(c),
                            domain);
                    task(toy.logits(toy.hidden(source)), labels)
                            .add(adversarial)
                            .backward();
                    assertClose("domain", adversarial, golden.get("sam/step" + step + "/domain1"), FLOAT64);
                }
                ofToy.step(hyper[2]);
                ofHead.step(hyper[3]);
                String after = "sam/step" + step + "/after/";
                for (Parameter parameter : toy.trainableParameters()) {
                    assertClose(parameter.name(), parameter.tensor(), golden.get(after + parameter.name()), FLOAT64);
                }
                assertClose("v", v, golden.get(after + "v"), FLOAT64);
                assertClose("c", c, golden.get(after + "c"), FLOAT64);
            }
        }
    }

    private static Tensor task(Tensor logits, Tensor labels) {
        return new SourceClassification().loss(logits, labels);
    }

    @Test
    void weightsComeBackToTheBitAndStatisticsStay() {
        try (PointerScope scope = new PointerScope();
                BatchNorm norm = new BatchNorm(3)) {
            norm.moveTo(Placement.onCpu(Precision.FLOAT32));
            Tensor input = Tensors.of(new float[] {1, 2, 3, 4, 6, 9}, 2, 3);
            List<double[]> before = values(norm);
            try (Ascent nearby = new Ascent(
                    norm,
                    0.1,
                    () -> norm.forward(input, Mode.TRAINING)
                            .pow(Tensors.scalar(3))
                            .sum(),
                    () -> {})) {
                List<double[]> there = values(norm);
                assertThat(length(before, there)).isBetween(0.0999, 0.1001);
            }
            assertThat(length(before, values(norm))).isZero();
            norm.namedBuffers().forEach((name, buffer) -> assertThat(Tensors.toDoubles(buffer))
                    .as(name)
                    .containsOnly(name.equals("running_var") ? 1 : 0));
        }
    }

    private static List<double[]> values(Layer layer) {
        return layer.trainableParameters().stream()
                .map(parameter -> Tensors.toDoubles(parameter.tensor()))
                .toList();
    }

    private static double length(List<double[]> from, List<double[]> to) {
        double sum = 0;
        for (int i = 0; i < from.size(); i++) {
            double[] end = to.get(i);
            double[] start = from.get(i);
            double[] differences = new double[end.length];
            Arrays.setAll(differences, j -> end[j] - start[j]);
            sum += Arrays.stream(differences)
                    .map(difference -> difference * difference)
                    .sum();
        }
        return Math.sqrt(sum);
    }
}
