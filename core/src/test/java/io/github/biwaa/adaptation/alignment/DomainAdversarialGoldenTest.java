package io.github.biwaa.adaptation.alignment;

import static io.github.biwaa.golden.Golden.FLOAT32;
import static io.github.biwaa.golden.Golden.FLOAT64;
import static io.github.biwaa.golden.Golden.assertClose;

import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.StepContext;
import io.github.biwaa.adaptation.term.StepContext.DomainBatch;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.StateDict;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Golden A2: the discriminator, its loss, and the gradients on both sides of the reversal. */
class DomainAdversarialGoldenTest {
    private static final String PREFIX = "ad_net.";
    private static final int SAMPLES = 6;

    private PointerScope scope;
    private StateDict golden;

    @BeforeEach
    void read() {
        scope = new PointerScope();
        golden = Golden.read("a2_adversarial_small.safetensors");
    }

    @AfterEach
    void free() {
        golden.close();
        scope.close();
    }

    /** The reference's counter is one ahead of the iteration: its n is our iteration n - 1. */
    @ParameterizedTest
    @CsvSource({"FLOAT64, 1", "FLOAT64, 100", "FLOAT64, 5000", "FLOAT64, 20000", "FLOAT32, 5000"})
    void lossAndGradientsEqualTheReference(Precision precision, int counter) {
        String prefix = prefix(precision);
        double tolerance = tolerance(precision);
        DomainDiscriminator discriminator = discriminator(precision);
        try (DomainAdversarial term = new DomainAdversarial(discriminator, Weighting.NONE, 10, new Ramp(20000))) {
            Tensor input = golden.get("input").to(precision.scalarType()).clone();
            input.set_requires_grad(true);
            Tensor loss = term.contribution(new StepContext(
                            counter - 1,
                            batch(input.narrow(0, 0, SAMPLES)),
                            batch(input.narrow(0, SAMPLES, SAMPLES)),
                            input))
                    .loss();
            loss.backward();
            assertClose("loss", loss, golden.get(prefix + "loss"), tolerance);
            assertClose(
                    "gradient at the input",
                    input.grad(),
                    golden.get(prefix + "iter" + counter + "/grad_input"),
                    tolerance);
            if (precision == Precision.FLOAT64) {
                discriminator
                        .trainableParameters()
                        .forEach(parameter -> assertClose(
                                "gradient of " + parameter.name(),
                                parameter.tensor().grad(),
                                golden.get("f64/grad/" + PREFIX + parameter.name()),
                                tolerance));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void probabilitiesEqualTheReference(Precision precision) {
        try (DomainDiscriminator discriminator = discriminator(precision)) {
            Tensor logits = discriminator.forward(golden.get("input").to(precision.scalarType()), Mode.TRAINING);
            assertClose(
                    "probability of the source",
                    torch.sigmoid(logits),
                    golden.get(prefix(precision) + "output").squeeze(1),
                    tolerance(precision));
        }
    }

    private DomainDiscriminator discriminator(Precision precision) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        golden.asMap().forEach((name, tensor) -> {
            if (name.startsWith(PREFIX)) {
                weights.put(name.substring(PREFIX.length()), tensor);
            }
        });
        DomainDiscriminator discriminator = new DomainDiscriminator(256, 64, 0);
        discriminator.moveTo(Placement.onCpu(precision));
        discriminator.load(weights, name -> false);
        return discriminator;
    }

    private static DomainBatch batch(Tensor features) {
        return new DomainBatch(features, features, Tensors.indices(new int[SAMPLES]));
    }

    private static String prefix(Precision precision) {
        return precision == Precision.FLOAT64 ? "f64/" : "f32/";
    }

    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT64 ? FLOAT64 : FLOAT32;
    }
}
