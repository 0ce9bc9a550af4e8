package io.github.biwaa.training.step;

import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.alignment.DomainAdversarial;
import io.github.biwaa.adaptation.alignment.SemanticMatching;
import io.github.biwaa.adaptation.alignment.Weighting;
import io.github.biwaa.adaptation.classification.SourceClassification;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** The set-up of golden A5: net, objective, prior, optimizer and the six batches. Open it inside a scope. */
final class ReferenceStep implements AutoCloseable {
    static final int ITERATIONS = 6;
    static final int CLASSES = 5;
    static final double LAMBDA = 10;
    private static final int WIDTH = 256;
    private static final int SAMPLES = 10;
    private static final String DISCRIMINATOR = "ad_net.";

    /** The reference's runs. */
    enum Case {
        /** Run 0: no prior. */
        A("A_run0", 0, false, false),
        /** Run 1 from its start. */
        B("B_run1", 0, true, false),
        /** Run 1 where prior and own predictions weigh about alike. */
        C("C_run1_iter230", 230, true, true);

        final String file;
        final int start;
        final boolean prior;
        final boolean restored;

        Case(String name, int start, boolean prior, boolean restored) {
            this.file = "a5_tinybottleneck_" + name;
            this.start = start;
            this.prior = prior;
            this.restored = restored;
        }
    }

    final AdaptationNetwork network;
    final Objective objective;
    final PseudoLabels pseudoLabels;
    final SgdOptimizer optimizer = new SgdOptimizer();
    private final TrainingStep step;
    private final Precision precision;
    private final StateDict source = Golden.read("a5_inputs_source.safetensors");
    private final StateDict target = Golden.read("a5_inputs_target.safetensors");

    ReferenceStep(Case reference, Precision precision) {
        this.precision = precision;
        ResNet backbone =
                new ResNet(ResNet.BlockKind.BOTTLENECK, new int[] {1, 1, 1, 1}, new int[] {4, 8, 16, 32}, 4, 3);
        network = new AdaptationNetwork(backbone, WIDTH, CLASSES);
        network.moveTo(Placement.onCpu(precision));
        DomainDiscriminator discriminator = new DomainDiscriminator(WIDTH, 64, 0);
        discriminator.moveTo(Placement.onCpu(precision));
        loadInitialValues(discriminator);

        Tensor model = Tensors.zeros(precision, 1);
        Ramp ramp = new Ramp(20000);
        objective = new Objective(List.of(
                new SourceClassification(),
                new DomainAdversarial(discriminator, Weighting.BOTH, LAMBDA, ramp),
                new SemanticMatching(model, CLASSES, WIDTH, ramp)));
        // The reference's rows are sums over ten crops; ours are means, and weigh ten times.
        Optional<Prior> prior = reference.prior
                ? Optional.of(new Prior(
                        Tensors.times(target.get("prev_run_probs").to(precision.scalarType()), 0.1), 10, new Ramp(500)))
                : Optional.empty();
        pseudoLabels = new PseudoLabels(model, SAMPLES, CLASSES, prior);
        if (reference.restored) {
            pseudoLabels.restore(target.get("conf_list_caseC_init"));
        }
        for (Parameter parameter : network.trainableParameters()) {
            boolean head = parameter.name().startsWith("bottleneck.")
                    || parameter.name().startsWith("fc.");
            optimizer.add(List.of(parameter), head ? SgdOptimizer.HEAD_MULTIPLIER : 1);
        }
        optimizer.add(objective.parameters(), SgdOptimizer.HEAD_MULTIPLIER);
        step = new TrainingStep(network, objective, pseudoLabels, optimizer, new InverseDecay(0.001));
    }

    private void loadInitialValues(DomainDiscriminator discriminator) {
        try (StateDict initial = Golden.read("a5_tinybottleneck_init.safetensors")) {
            network.load(initial.asMap(), name -> name.startsWith(DISCRIMINATOR));
            Map<String, Tensor> weights = new LinkedHashMap<>();
            initial.asMap().forEach((name, tensor) -> {
                if (name.startsWith(DISCRIMINATOR)) {
                    weights.put(name.substring(DISCRIMINATOR.length()), tensor);
                }
            });
            discriminator.load(weights, name -> false);
        }
    }

    /** The step on the reference's n-th batch, n from 0. */
    TrainingStep.Outcome run(long iteration, int n) {
        return step.run(
                iteration,
                new TrainingStep.Batch(
                        source.get("inputs_source").select(0, n).to(precision.scalarType()),
                        source.get("labels_source").select(0, n),
                        target.get("inputs_target").select(0, n).to(precision.scalarType()),
                        Tensors.toInts(target.get("sample_idx").select(0, n))));
    }

    /** A parameter, buffer or momentum by the reference's name. */
    static Tensor named(String name, Map<String, Tensor> ofNetwork, Map<String, Tensor> ofObjective) {
        return name.startsWith(DISCRIMINATOR)
                ? ofObjective.get("domainAdversarial." + name.substring(DISCRIMINATOR.length()))
                : ofNetwork.get(name);
    }

    @Override
    public void close() {
        optimizer.close();
        pseudoLabels.close();
        objective.close();
        network.close();
        source.close();
        target.close();
    }
}
