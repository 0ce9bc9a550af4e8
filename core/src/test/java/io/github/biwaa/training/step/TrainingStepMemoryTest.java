package io.github.biwaa.training.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A step frees all it made: memory stays flat however long the training. */
@Tag("machine")
class TrainingStepMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int WIDTH = 128;
    private static final int CLASSES = 10;
    private static final int BATCH = 36;
    private static final int SAMPLES = 200;
    private static final int WARM_UP = 50;
    private static final int STEPS = 300;

    @Test
    void theResidentSizeStaysFlat() throws IOException {
        assumeTrue(Files.isReadable(STATUS), "the system does not tell the resident size: skipped");
        Engine.load();
        Engine.seed(3);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = new AdaptationNetwork(new FeatureBackbone(WIDTH), 64, CLASSES);
                Objective objective = new Objective(BuiltInMethod.BIWAA.terms(new TermFactory(
                        CLASSES,
                        64,
                        Precision.FLOAT32,
                        new Ramp(20000),
                        TermSettings.DEFAULTS.with(TermSettings.DISCRIMINATOR_WIDTH, 64))));
                PseudoLabels labels =
                        new PseudoLabels(Tensors.zeros(Precision.FLOAT32, 1), SAMPLES, CLASSES, Optional.empty());
                SgdOptimizer optimizer = new SgdOptimizer()) {
            optimizer.add(network.trainableParameters(), SgdOptimizer.HEAD_MULTIPLIER);
            optimizer.add(objective.parameters(), SgdOptimizer.HEAD_MULTIPLIER);
            TrainingStep step = new TrainingStep(network, objective, labels, optimizer, new InverseDecay(0.001));
            double first = 0;
            long residentBefore = 0;
            long ownedBefore = 0;
            double last = 0;
            for (int i = 0; i < WARM_UP + STEPS; i++) {
                if (i == WARM_UP) {
                    System.gc();
                    residentBefore = residentKilobytes();
                    ownedBefore = Pointer.totalCount();
                }
                last = run(step, i);
                first = i == 0 ? last : first;
            }
            assertThat(last).as("it learns").isLessThan(first).isFinite();
            assertThat(Pointer.totalCount()).as("native objects held").isLessThanOrEqualTo(ownedBefore);
            System.gc();
            long residentAfter = residentKilobytes();
            assertThat(residentAfter)
                    .as("resident size in kB after %s steps, %s before", STEPS, residentBefore)
                    .isLessThanOrEqualTo((long) (1.03 * residentBefore));
        }
    }

    /** @return the classification loss */
    private static double run(TrainingStep step, int iteration) {
        try (PointerScope scope = new PointerScope()) {
            int[] samples = new int[BATCH];
            long[] classes = new long[BATCH];
            for (int n = 0; n < BATCH; n++) {
                samples[n] = (iteration * 7 + n * n) % SAMPLES;
                classes[n] = n % CLASSES;
            }
            Tensor sourceLabels = Tensors.of(classes, BATCH);
            // A class lifts its own feature: something to learn.
            Tensor source = noise().add(Tensors.times(Tensors.oneHot(sourceLabels, WIDTH, noise()), 2));
            var outcome = step.run(iteration, new TrainingStep.Batch(source, sourceLabels, noise(), samples));
            assertThat(outcome.total().metrics())
                    .allSatisfy(
                            metric -> assertThat(metric.value().getAsDouble()).isFinite());
            return outcome.total().metrics().stream()
                    .filter(metric -> metric.name().equals("classificationLoss"))
                    .findFirst()
                    .orElseThrow()
                    .value()
                    .getAsDouble();
        }
    }

    private static Tensor noise() {
        return Tensors.zeros(Precision.FLOAT32, BATCH, WIDTH).normal_(0, 1, new GeneratorOptional());
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }
}
