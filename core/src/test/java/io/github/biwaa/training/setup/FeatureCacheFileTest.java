package io.github.biwaa.training.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheFileTest {
    private static final float[] VALUES = {1, -2, 0.5f, 3, 0, 7};

    @TempDir
    private Path folder;

    private Path write() {
        Path file = folder.resolve("features.safetensors");
        try (PointerScope scope = new PointerScope()) {
            FeatureCacheFile.write(file, Tensors.of(VALUES, 3, 1, 2));
        }
        return file;
    }

    @Test
    void whatIsWrittenIsRead() {
        Tensor features = FeatureCacheFile.read(write()).orElseThrow();
        assertThat(features.shape()).containsExactly(3, 1, 2);
        assertThat(Tensors.toFloats(features)).containsExactly(VALUES);
        Tensors.release(features);
        assertThat(FeatureCacheFile.read(folder.resolve("none"))).isEmpty();
    }

    @Test
    void noChangedByteIsUsed() throws IOException {
        Path file = write();
        byte[] whole = Files.readAllBytes(file);
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200; i++) {
            byte[] changed = whole.clone();
            int place = random.nextInt(whole.length);
            changed[place] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, changed);
            Optional<Tensor> read = FeatureCacheFile.read(file);
            // A changed blank of the header changes nothing that is read.
            read.ifPresent(features -> {
                assertThat(features.shape()).containsExactly(3, 1, 2);
                assertThat(Tensors.toFloats(features)).as("byte %d", place).containsExactly(VALUES);
                Tensors.release(features);
            });
        }
    }

    @Test
    void anotherFormatOfTheSameSizeIsNotUsed() throws IOException {
        Path file = write();
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Files.write(file, text.replaceFirst("F32", "I32").getBytes(StandardCharsets.ISO_8859_1));
        assertThat(FeatureCacheFile.read(file)).isEmpty();
    }

    /** They have no checksum; nobody could tell whether they are whole. */
    @Test
    void filesOfEarlierVersionsAreComputedAgain() throws IOException {
        Path file = folder.resolve("earlier.safetensors");
        try (PointerScope scope = new PointerScope()) {
            Safetensors.write(file, Map.of("features", Tensors.of(VALUES, 3, 1, 2)), Map.of());
        }
        assertThat(FeatureCacheFile.read(file)).isEmpty();
    }
}
