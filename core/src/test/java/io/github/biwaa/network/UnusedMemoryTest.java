package io.github.biwaa.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** What lies in memory that a network takes and does not fill: it must not reach the results. */
class UnusedMemoryTest {
    private static final int REPETITIONS = 40;
    private static final int SIZE = 28;

    @Test
    void nansLeftInMemoryReachNeitherLogitsNorGradients() {
        Engine.load();
        Engine.seed(7);
        try (AdaptationNetwork network = new AdaptationNetwork(new LeNet(1, SIZE), 16, 5)) {
            network.moveTo(Placement.DEFAULT);
            for (int batch : new int[] {1, 4, 36}) {
                float[] images = new float[batch * SIZE * SIZE];
                Arrays.fill(images, 0.5f);
                for (int i = 0; i < REPETITIONS; i++) {
                    leaveNans();
                    try (PointerScope scope = new PointerScope()) {
                        Tensor logits = network.forward(Tensors.of(images, batch, 1, SIZE, SIZE), Mode.TRAINING);
                        assertFinite(logits);
                        leaveNans();
                        logits.sum().backward();
                        for (Parameter parameter : network.trainableParameters()) {
                            assertFinite(parameter.tensor().grad());
                            parameter.tensor().grad().zero_();
                        }
                    }
                }
            }
        }
    }

    private static void assertFinite(Tensor tensor) {
        assertThat(Arrays.stream(Tensors.toDoubles(tensor))).allMatch(Double::isFinite);
    }

    /** Fills memory of all sizes with NaN and frees it. */
    private static void leaveNans() {
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> taken = new ArrayList<>();
            for (int length = 1; length <= 1 << 20; length *= 2) {
                float[] nans = new float[length];
                Arrays.fill(nans, Float.NaN);
                for (int i = 0; i < (length < 4096 ? 50 : 3); i++) {
                    taken.add(Tensors.of(nans, length));
                }
            }
        }
    }
}
