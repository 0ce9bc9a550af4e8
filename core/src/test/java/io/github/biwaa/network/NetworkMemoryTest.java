package io.github.biwaa.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class NetworkMemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");

    /** ResNet-18 takes 45 MB: twelve of them would be 540 MB. What glibc keeps in the arenas of threads is less. */
    @Test
    void closedNetworksLeaveNothingBehind() throws IOException {
        assumeTrue(Files.isReadable(STATUS), "the system does not tell the resident size: skipped");
        for (int i = 0; i < 3; i++) {
            createUseAndClose();
        }
        long before = residentMegabytes();
        for (int i = 0; i < 12; i++) {
            createUseAndClose();
        }
        assertThat(residentMegabytes() - before).as("growth in MB").isLessThan(300);
    }

    private static void createUseAndClose() {
        try (PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("resnet18").create()) {
            backbone.forward(Tensors.zeros(Precision.FLOAT32, 2, 3, 64, 64), Mode.TRAINING)
                    .sum()
                    .backward();
        }
    }

    @Test
    void aNetworkOutlivesTheScopeItWasMadeIn() {
        Backbone backbone;
        try (PointerScope scope = new PointerScope()) {
            backbone = Backbones.of("lenet").create();
        }
        try (backbone;
                PointerScope scope = new PointerScope()) {
            assertThat(backbone.namedTensors().values()).noneMatch(tensor -> tensor.isNull());
            assertThat(backbone.forward(Tensors.zeros(Precision.FLOAT32, 2, 1, 28, 28), Mode.EVALUATION)
                            .shape())
                    .containsExactly(2, 500);
        }
    }

    private static long residentMegabytes() throws IOException {
        return Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }
}
