package io.github.biwaa.training.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.Methods;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.golden.Golden;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.convolution.ResNet;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On devices other than the processor, filters lie in memory as maps do. Nothing else may notice: not a step, nor the optimizer, nor a file. */
class FiltersOnDeviceTest {
    private static final int CLASSES = 3;
    private static final int BATCH = 4;
    private static final int STEPS = 3;

    @BeforeAll
    static void load() {
        Engine.load();
    }

    @Test
    void filtersLieChannelsLastAndCountersStayWithTheHost() {
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = network()) {
            network.moveTo(new Placement(Device.META, Precision.FLOAT32));
            network.namedTensors().forEach((name, tensor) -> {
                boolean counter = name.endsWith("num_batches_tracked");
                assertThat(Device.of(tensor)).as(name).isEqualTo(counter ? Device.CPU : Device.META);
                if (tensor.dim() == 4) {
                    assertThat(tensor.is_contiguous(MemoryFormat.ChannelsLast))
                            .as(name)
                            .isTrue();
                }
            });
            network.trainableParameters()
                    .forEach(parameter -> assertThat(parameter.tensor().is_leaf())
                            .as(parameter.name())
                            .isTrue());
        }
    }

    /** On the processor, with filters laid as on a GPU, and the fused kernel that a GPU's optimizer uses. */
    @Test
    void aTrainingIsTheSameWithThemAndSoAreItsFiles(@TempDir Path folder) throws IOException {
        Map<String, double[]> plain = trained(false, folder.resolve("plain"));
        Map<String, double[]> channelsLast = trained(true, folder.resolve("channels-last"));
        assertThat(channelsLast.keySet()).isEqualTo(plain.keySet()).contains("network.conv1.weight");
        plain.forEach((name, values) -> Golden.assertClose(name, channelsLast.get(name), values, 1e-4));
    }

    /** @return all of a run's numbers, as its checkpoint holds them */
    private static Map<String, double[]> trained(boolean channelsLast, Path file) throws IOException {
        Engine.seed(5);
        try (PointerScope scope = new PointerScope();
                AdaptationNetwork network = network();
                Objective objective = new Objective(Methods.named("biwaa")
                        .terms(new TermFactory(
                                CLASSES,
                                network.featureWidth(),
                                Placement.DEFAULT,
                                new Ramp(9),
                                TermSettings.DEFAULTS)));
                PseudoLabels labels = new PseudoLabels(network.classifierWeight(), BATCH, CLASSES, Optional.empty());
                SgdOptimizer optimizer = new SgdOptimizer(tensor -> channelsLast)) {
            if (channelsLast) {
                network.namedTensors().values().forEach(FiltersOnDeviceTest::layChannelsLast);
            }
            optimizer.add(network.trainableParameters(), 1);
            optimizer.add(objective.parameters(), 1);
            TrainingStep step = new TrainingStep(network, objective, labels, optimizer, new InverseDecay(0.01));
            Engine.seed(6);
            TrainingStep.Batch batch = new TrainingStep.Batch(
                    torch.randn(BATCH, 3, 32, 32),
                    Tensors.of(new long[] {0, 1, 2, 0}, BATCH),
                    torch.randn(BATCH, 3, 32, 32),
                    new int[] {0, 1, 2, 3});
            for (int i = 0; i < STEPS; i++) {
                assertThat(step.run(i, batch).isFinite()).isTrue();
            }
            RunState state = new RunState(network, objective, optimizer, labels);
            Tensor filters = state.tensors().get("momentum.layer1.0.conv2.weight");
            assertThat(filters.is_contiguous(MemoryFormat.ChannelsLast)).isEqualTo(channelsLast);
            return throughAFile(state, file);
        }
    }

    private static AdaptationNetwork network() {
        return new AdaptationNetwork(
                new ResNet(ResNet.BlockKind.BOTTLENECK, new int[] {1, 1}, new int[] {4, 6}, 5, 3), 8, CLASSES);
    }

    private static void layChannelsLast(Tensor tensor) {
        Tensors.withoutGradient(() -> tensor.set_data(Tensors.channelsLast(tensor.detach())));
    }

    /** Saves the state and takes it over again, as a training does that goes on. */
    private static Map<String, double[]> throughAFile(RunState state, Path file) throws IOException {
        Safetensors.write(file, state.tensors(), Map.of());
        Map<String, double[]> numbers = new LinkedHashMap<>();
        try (StateDict saved = Safetensors.read(file)) {
            state.tensors().forEach((name, tensor) -> {
                numbers.put(name, Tensors.toDoubles(tensor));
                Tensors.withoutGradient(() -> {
                    tensor.zero_();
                });
            });
            state.restore(saved);
            state.tensors().forEach((name, tensor) -> {
                assertThat(Tensors.toDoubles(tensor)).as(name).isEqualTo(numbers.get(name));
                assertThat(Tensors.toDoubles(saved.get(name))).as(name).isEqualTo(numbers.get(name));
            });
        }
        return numbers;
    }
}
