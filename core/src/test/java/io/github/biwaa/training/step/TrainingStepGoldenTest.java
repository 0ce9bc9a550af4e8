package io.github.biwaa.training.step;

import static io.github.biwaa.golden.Golden.FLOAT32;
import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.adaptation.alignment.FeatureWeighting;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.step.ReferenceStep.Case;
import io.github.biwaa.training.step.TrainingStep.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Golden A5: six whole training steps, everything they show and everything they leave behind. */
class TrainingStepGoldenTest {

    /** The large arrays are thinned out to every seventh entry. */
    @ParameterizedTest
    @EnumSource(Case.class)
    void sixStepsEqualTheReference(Case reference) {
        try (StateDict trace = Golden.read(reference.file + "_trace.safetensors");
                StateDict last = Golden.read(reference.file + "_final.safetensors")) {
            compare(reference, trace, last);
        }
    }

    /** Every entry of every array, and the momentum. */
    @ParameterizedTest
    @EnumSource(Case.class)
    void sixStepsEqualTheWholeReference(Case reference) {
        Optional<StateDict> trace = Golden.readShared(reference.file + "_trace.safetensors");
        Optional<StateDict> last = Golden.readShared(reference.file + "_final.safetensors");
        assumeTrue(trace.isPresent() && last.isPresent(), "shared/golden is not beside the repository: skipped");
        try (StateDict wholeTrace = trace.get();
                StateDict wholeLast = last.get()) {
            assertThat(wholeLast.names()).contains("momentum/conv1.weight");
            compare(reference, wholeTrace, wholeLast);
        }
    }

    private static void compare(Case reference, StateDict trace, StateDict last) {
        try (PointerScope scope = new PointerScope();
                ReferenceStep training = new ReferenceStep(reference, Precision.FLOAT64)) {
            Map<String, List<Tensor>> seen = new HashMap<>();
            for (int n = 0; n < ReferenceStep.ITERATIONS; n++) {
                long iteration = reference.start + n;
                // The weights as the step uses them: its classifier changes at the step's end.
                Tensor classifierWeight =
                        training.network.classifierWeight().detach().clone();
                Outcome outcome = training.run(iteration, n);
                record(seen, outcome, classifierWeight);
                record(seen, "conf_list", training.pseudoLabels.table().clone());
                Map<String, Tensor> state = training.objective.state();
                record(
                        seen,
                        "Cs_memory",
                        state.get("semanticMatching.sourceCentroids").clone());
                record(
                        seen,
                        "Ct_memory",
                        state.get("semanticMatching.targetCentroids").clone());
                record(seen, "param_checksum", checksums(training));
            }
            seen.forEach((name, rows) -> assertClose(
                    "case " + reference, Tensors.concatenate(rows.toArray(Tensor[]::new)), trace, name, FLOAT64));
            assertThat(Tensors.toLongs(trace.get("pseu_labels_target")))
                    .as("labels")
                    .isNotEmpty();
            compareLast(reference, training, last);
        }
    }

    private static void record(Map<String, List<Tensor>> seen, String name, Tensor value) {
        seen.computeIfAbsent(name, key -> new ArrayList<>()).add(value.detach().unsqueeze(0));
    }

    private static void record(Map<String, List<Tensor>> seen, Outcome outcome, Tensor classifierWeight) {
        record(seen, "source", outcome.context().source(), classifierWeight);
        record(seen, "target", outcome.context().target(), classifierWeight);
        record(seen, "pseu_labels_target", outcome.context().target().labels());
        Map<String, Double> metrics = new HashMap<>();
        for (Metric metric : outcome.total().metrics()) {
            metrics.put(metric.name(), metric.value().getAsDouble());
        }
        record(seen, "classifier_loss", metrics.get("classificationLoss"));
        record(seen, "dann_loss", metrics.get("domainLoss"));
        record(seen, "sm_loss", metrics.get("matchingLoss"));
        record(seen, "sm_ss_loss", metrics.get("sourceSeparationLoss"));
        record(seen, "lam", metrics.get("lam"));
        record(seen, "grl_coeff", metrics.get("reversalCoefficient"));
        // The reference's total leaves the classification loss out.
        record(seen, "total_loss", metrics.get("totalLoss") - metrics.get("classificationLoss"));
    }

    private static void record(Map<String, List<Tensor>> seen, String name, double value) {
        record(seen, name, Tensors.of(new double[] {value}).squeeze());
    }

    private static void record(
            Map<String, List<Tensor>> seen, String domain, DomainBatch batch, Tensor classifierWeight) {
        record(seen, "features_" + domain, batch.features());
        record(seen, "outputs_" + domain, batch.logits());
        record(
                seen,
                "mask_" + domain,
                FeatureWeighting.weights(batch.logits(), batch.labels(), classifierWeight, ReferenceStep.LAMBDA));
    }

    /** Sum and sum of squares of every parameter in the reference's order: network, then discriminator. */
    private static Tensor checksums(ReferenceStep training) {
        List<Tensor> rows = new ArrayList<>();
        training.network.trainableParameters().forEach(parameter -> rows.add(checksum(parameter.tensor())));
        training.objective.parameters().forEach(parameter -> rows.add(checksum(parameter.tensor())));
        return Tensors.concatenate(rows.toArray(Tensor[]::new));
    }

    private static Tensor checksum(Tensor values) {
        Tensor plain = values.detach();
        return Tensors.concatenate(
                        plain.sum().unsqueeze(0), plain.square().sum().unsqueeze(0))
                .unsqueeze(0);
    }

    private static void compareLast(Case reference, ReferenceStep training, StateDict last) {
        Map<String, Tensor> ofNetwork = training.network.namedTensors();
        Map<String, Tensor> ofObjective = training.objective.state();
        Map<String, Tensor> momentum = new HashMap<>();
        training.optimizer
                .state()
                .forEach((name, tensor) -> momentum.put(name.replaceFirst("^momentum\\.", ""), tensor));
        int compared = 0;
        for (String entry : last.names()) {
            String name = entry.replaceFirst("@[0-9]+$", "");
            String tensor = name.substring(name.indexOf('/') + 1);
            if (name.startsWith("final/")) {
                Tensor actual = ReferenceStep.named(tensor, ofNetwork, ofObjective);
                assertClose("case " + reference, actual, last, name, FLOAT64);
                compared++;
            } else if (name.startsWith("momentum/")) {
                Tensor actual = ReferenceStep.named(tensor, momentum, momentum);
                assertClose("case " + reference, actual, last, name, FLOAT64);
            }
        }
        assertThat(compared)
                .as("arrays compared: everything but the centroids")
                .isEqualTo(ofNetwork.size() + ofObjective.size() - 2);
    }

    /**
     * In float32 rounding flips a ReLU in case C at iteration 232, and B's values drift apart after the first steps: compared is what golden/README
     * says can be.
     */
    @ParameterizedTest
    @EnumSource(Case.class)
    void firstStepsEqualTheReferenceInFloat32(Case reference) {
        int iterations = reference == Case.C ? 3 : ReferenceStep.ITERATIONS;
        int iterationsOfValues = reference == Case.B ? 2 : iterations;
        try (PointerScope scope = new PointerScope();
                StateDict trace = Golden.read(reference.file + "_trace_f32.safetensors");
                ReferenceStep training = new ReferenceStep(reference, Precision.FLOAT32)) {
            for (int n = 0; n < iterations; n++) {
                Outcome outcome = training.run(reference.start + n, n);
                assertThat(Tensors.toInts(outcome.context().target().labels()))
                        .as("pseudo-labels of step %s", n)
                        .isEqualTo(
                                Tensors.toInts(trace.get("pseu_labels_target").select(0, n)));
                if (n < iterationsOfValues) {
                    assertRow("outputs_source", outcome.context().source().logits(), trace, n);
                    assertRow("outputs_target", outcome.context().target().logits(), trace, n);
                    for (Metric metric : outcome.total().metrics()) {
                        assertMetric(metric, trace, n);
                    }
                }
            }
        }
    }

    private static void assertRow(String name, Tensor actual, StateDict trace, int n) {
        assertClose(name + " of step " + n, actual, trace.get(name).select(0, n), FLOAT32);
    }

    private static void assertMetric(Metric metric, StateDict trace, int n) {
        Map<String, String> names = Map.of(
                "classificationLoss", "classifier_loss",
                "domainLoss", "dann_loss",
                "matchingLoss", "sm_loss",
                "sourceSeparationLoss", "sm_ss_loss");
        String name = names.get(metric.name());
        if (name != null) {
            double expected = Tensors.toDoubles(trace.get(name))[n];
            assertClose(
                    name + " of step " + n,
                    new double[] {metric.value().getAsDouble()},
                    new double[] {expected},
                    FLOAT32);
        }
    }
}
