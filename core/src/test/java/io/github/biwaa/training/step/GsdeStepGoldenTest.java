package io.github.biwaa.training.step;

import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.KnownLabels;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.classification.GsdeTerms;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.term.HeadRates;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.backbone.HeadNames;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden G3: six whole steps of gsde. Five averaged bottlenecks there, one in the equivalent form here. */
class GsdeStepGoldenTest {
    private static final int CLASSES = 5;
    private static final int WIDTH = 256;
    private static final int BOTTLENECKS = 5;
    private static final Map<String, String> LOSSES = Map.of(
            "classifier_loss", "classificationLoss",
            "cdan_loss", "domainLoss",
            "sm_loss", "matchingLoss",
            "sm_ss_loss", "sourceSeparationLoss",
            "L_x", "mixedLoss",
            "L_u", "consistencyLoss",
            "total_loss", "totalLoss");

    @ParameterizedTest
    @CsvSource({
        "A_mb1_mm1_i0, 0, 0.001, true, FLOAT64, 1e-9",
        "B_mb1_mm1_i2500, 2500, 0.0003, true, FLOAT64, 1e-9",
        "C_mb1_mm0_i2500, 2500, 0.0003, false, FLOAT64, 1e-9",
        "A_mb1_mm1_i0, 0, 0.001, true, FLOAT32, 1e-4",
        "B_mb1_mm1_i2500, 2500, 0.0003, true, FLOAT32, 1e-4",
        "C_mb1_mm0_i2500, 2500, 0.0003, false, FLOAT32, 1e-4"
    })
    void sixStepsEqualTheReference(
            String name, int start, double rate, boolean counted, Precision precision, double tolerance) {
        boolean exact = precision == Precision.FLOAT64;
        try (StateDict trace = Golden.read("gsde/g3_" + name + "_trace.safetensors");
                StateDict expected =
                        Golden.read("gsde/g3_" + name + (exact ? "_final.safetensors" : "_trace_f32.safetensors"));
                StateDict inputs = Golden.read("gsde/g3_inputs.safetensors");
                PointerScope scope = new PointerScope()) {
            AdaptationNetwork network = new AdaptationNetwork(
                    new ResNet(ResNet.BlockKind.BOTTLENECK, new int[] {1, 1, 1, 1}, new int[] {4, 8, 16, 32}, 4, 3),
                    WIDTH,
                    CLASSES);
            network.moveTo(Placement.onCpu(precision));
            DomainDiscriminator discriminator = new DomainDiscriminator(WIDTH * CLASSES, 16, 0);
            discriminator.moveTo(Placement.onCpu(precision));
            load(network, discriminator, precision);
            Tensor model = Tensors.zeros(precision, 1);
            int[] step = {0};
            Objective objective = GsdeTerms.of(
                    discriminator,
                    model,
                    CLASSES,
                    WIDTH,
                    counted,
                    () -> trace.get("l").select(0, step[0]),
                    () -> trace.get("perm").select(0, step[0]));
            try (SgdOptimizer optimizer = optimizer(network, objective);
                    PseudoLabels labels = new PseudoLabels(model, 36, CLASSES, Optional.empty(), 1, KnownLabels.NONE)) {
                TrainingStep training = new TrainingStep(network, objective, labels, optimizer, new InverseDecay(rate));
                for (; step[0] < 6; step[0]++) {
                    int n = step[0];
                    TrainingStep.Outcome outcome = training.run(start + n, batch(trace, inputs, n, precision));
                    assertThat(Tensors.toInts(outcome.context().target().labels()))
                            .as("pseudo-labels of step %d", n)
                            .isEqualTo(Tensors.toInts(
                                    trace.get("pseu_labels_target").select(0, n)));
                    StateDict losses = exact ? trace : expected;
                    Map<String, Double> metrics = new HashMap<>();
                    for (Metric metric : outcome.total().metrics()) {
                        metrics.put(metric.name(), metric.value().getAsDouble());
                    }
                    LOSSES.forEach((theirs, ours) -> {
                        if (losses.get(theirs) != null) {
                            assertClose(
                                    name + " " + theirs + " of step " + n,
                                    new double[] {metrics.get(ours)},
                                    Tensors.toDoubles(losses.get(theirs).select(0, n)),
                                    tolerance);
                        }
                    });
                    if (exact) {
                        Tensor features = trace.get("features").select(0, n);
                        assertClose(name, outcome.context().source().features(), features.select(0, 0), tolerance);
                        assertClose(name, outcome.context().target().features(), features.select(0, 1), tolerance);
                    }
                }
            }
            if (exact) {
                compareLast(name, network, objective, expected, tolerance);
            }
            objective.close();
            network.close();
        }
    }

    private static void load(AdaptationNetwork network, DomainDiscriminator discriminator, Precision precision) {
        try (StateDict initial = Golden.read("gsde/g3_init_mb1.safetensors")) {
            Map<String, Tensor> own = new LinkedHashMap<>();
            Map<String, Tensor> weights = new LinkedHashMap<>();
            initial.asMap().forEach((name, tensor) -> {
                if (name.startsWith("ad_net.")) {
                    weights.put(name.substring("ad_net.".length()), tensor);
                } else if (!name.startsWith("bottleneck_")) {
                    own.put(name, tensor);
                }
            });
            for (String part : List.of("weight", "bias")) {
                Tensor sum = Tensors.toDouble(initial.get("bottleneck_1." + part));
                for (int i = 2; i <= BOTTLENECKS; i++) {
                    sum = sum.add(Tensors.toDouble(initial.get("bottleneck_" + i + "." + part)));
                }
                own.put(
                        "bottleneck." + part,
                        Tensors.times(sum, 1.0 / BOTTLENECKS).to(precision.scalarType()));
            }
            network.load(own, name -> false);
            discriminator.load(weights, name -> false);
        }
    }

    private static SgdOptimizer optimizer(AdaptationNetwork network, Objective objective) {
        HeadRates rates = HeadRates.ofBottlenecks(BOTTLENECKS);
        SgdOptimizer optimizer = new SgdOptimizer();
        for (Parameter parameter : network.trainableParameters()) {
            if (HeadNames.isBottleneck(parameter.name())) {
                optimizer.add(
                        List.of(parameter), rates.bottleneck(), rates.bottleneckDecay() * SgdOptimizer.WEIGHT_DECAY);
            } else {
                optimizer.add(List.of(parameter), parameter.name().startsWith("fc.") ? rates.others() : 1);
            }
        }
        optimizer.add(objective.parameters(), rates.others());
        return optimizer;
    }

    private static TrainingStep.Batch batch(StateDict trace, StateDict inputs, int n, Precision precision) {
        Tensor source = trace.get("source_idx").select(0, n);
        Tensor target = trace.get("target_idx").select(0, n);
        return new TrainingStep.Batch(
                picked(inputs.get("pool_source"), source, precision),
                inputs.get("labels_source").index_select(0, source),
                picked(inputs.get("pool_target"), target, precision),
                Tensors.toInts(target),
                Optional.of(new TrainingStep.SecondView(
                        picked(inputs.get("pool_target2"), target, precision), () -> new SplittableRandom(1))),
                TrainingStep.NO_TEACHER);
    }

    /** Pixels / 64 - 2, exact in both precisions. */
    private static Tensor picked(Tensor pool, Tensor rows, Precision precision) {
        return Tensors.times(pool.index_select(0, rows).to(precision.scalarType()), 1.0 / 64)
                .sub(new Scalar(2));
    }

    private static void compareLast(
            String name, AdaptationNetwork network, Objective objective, StateDict expected, double tolerance) {
        Map<String, Tensor> ofNetwork = network.namedTensors();
        Map<String, Tensor> ofObjective = objective.state();
        int compared = 0;
        for (String entry : expected.names()) {
            String tensor = entry.substring(entry.indexOf('/') + 1);
            if (entry.startsWith("final_mean/") || entry.startsWith("final/") && !tensor.startsWith("bottleneck_")) {
                Tensor actual = tensor.startsWith("ad_net.")
                        ? ofObjective.get("conditionalDomainAdversarial." + tensor.substring("ad_net.".length()))
                        : ofNetwork.get(tensor);
                assertClose(name + " " + entry, actual, expected.get(entry), tolerance);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(15);
    }
}
