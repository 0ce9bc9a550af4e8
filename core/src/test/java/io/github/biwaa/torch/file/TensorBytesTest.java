package io.github.biwaa.torch.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten views of 26,300 pictures have more bytes of features than a buffer of Java can hold. */
@Tag("slow")
class TensorBytesTest {
    private static final long ROWS = 26_300;
    private static final long COLUMNS = 20_480;
    private static final long BYTES = ROWS * COLUMNS * Float.BYTES;

    @TempDir
    Path folder;

    @Test
    void moreThanTwoGigabytesComeBack() throws IOException {
        assertThat(BYTES).isGreaterThan(Integer.MAX_VALUE);
        assumeTrue(Files.getFileStore(folder).getUsableSpace() > 2 * BYTES, "too little disk: skipped");
        Path safetensors = folder.resolve("large.safetensors");
        Path npy = folder.resolve("large.npy");
        try (PointerScope scope = new PointerScope()) {
            Tensor large = Tensors.zeros(Precision.FLOAT32, ROWS, COLUMNS);
            large.select(0, ROWS - 1).fill_(new Scalar(7));
            Safetensors.write(safetensors, Map.of("large", large), Map.of());
            Npy.write(npy, large);
        }
        assertThat(Files.size(safetensors)).isGreaterThan(BYTES);
        for (boolean mapped : new boolean[] {true, false}) {
            try (StateDict state = Safetensors.read(safetensors, mapped)) {
                assertSevens(state.get("large"));
            }
        }
        try (PointerScope scope = new PointerScope()) {
            assertSevens(Npy.read(npy));
        }
    }

    private static void assertSevens(Tensor large) {
        try (PointerScope scope = new PointerScope()) {
            assertThat(Tensors.item(large.select(0, ROWS - 1).mean())).isEqualTo(7);
            assertThat(Tensors.item(large.select(0, ROWS - 2).abs().max())).isZero();
        }
    }
}
