package io.github.biwaa.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are taken for a model, and which are not. */
class ModelFilesTest {
    private static final int FLIPS = 60;

    @TempDir
    private Path folder;

    private Path model;

    @BeforeEach
    void save() {
        model = TestModels.save(folder.resolve("model"), "lenet", 16, 4);
        try (DomainDiscriminator discriminator = new DomainDiscriminator(4, 4, 0)) {
            DomainBranch.save(model, discriminator, new DomainBranch.Description(true, false, 2.5));
        }
    }

    @Test
    void noFlippedByteOfWeightsIsUsed() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (String name : new String[] {"weights.safetensors", "discriminator.safetensors"}) {
            Path file = model.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int i = 0; i < FLIPS; i++) {
                Files.write(file, flipped(whole, random.nextInt(whole.length), random));
                assertThatThrownBy(this::load)
                        .isInstanceOf(BiwaaException.class)
                        .hasMessageContainingAll(name, "SHA-256", "copy the model again");
            }
            Files.write(file, whole);
            load();
        }
    }

    /** White space may change: it says nothing. */
    @Test
    void noFlippedByteOfADescriptionChangesWhatItSays() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        int refused = refusals("model.json", random, () -> ModelFolder.describe(model))
                + refusals("discriminator.json", random, () -> {
                    try (DomainBranch branch = DomainBranch.load(model).orElseThrow()) {
                        return branch.description();
                    }
                });
        assertThat(refused).isGreaterThan(500);
    }

    /** Flips a bit of each byte; what is then read is what was written, or refused. */
    private int refusals(String name, SplittableRandom random, Supplier<?> reading) throws IOException {
        Object written = reading.get();
        Path file = model.resolve(name);
        byte[] whole = Files.readAllBytes(file);
        int refused = 0;
        for (int at = 0; at < whole.length; at++) {
            Files.write(file, flipped(whole, at, random));
            try {
                assertThat(reading.get()).as("byte %d", at).isEqualTo(written);
            } catch (BiwaaException e) {
                assertThat(e).hasMessageContaining(name);
                refused++;
            }
        }
        Files.write(file, whole);
        return refused;
    }

    private static byte[] flipped(byte[] whole, int at, SplittableRandom random) {
        byte[] copy = whole.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private void load() {
        try (Model loaded = Model.load(model)) {
            loaded.domainBranch().ifPresent(DomainBranch::close);
        }
    }

    @Test
    void modelsOfTheFirstVersionHaveNoHashes() throws IOException {
        forgetHashes("model.json");
        forgetHashes("discriminator.json");
        load();
        assertThat(ModelFolder.describe(model).weightsSha256()).isNull();
    }

    private void forgetHashes(String name) throws IOException {
        Path file = model.resolve(name);
        ObjectNode content = (ObjectNode) new JsonMapper().readTree(file.toFile());
        content.remove("sha256");
        content.remove("weightsSha256");
        Files.writeString(file, content.toString());
    }

    @Test
    void anotherModelsWeightsAreNotTakenForIts() throws IOException {
        Path other = TestModels.save(folder.resolve("other"), "lenet", 16, 4);
        assertThat(Files.readAllBytes(other.resolve("weights.safetensors")))
                .isEqualTo(Files.readAllBytes(model.resolve("weights.safetensors")));
        multiply(other, "fc.bias", 2);
        Files.copy(
                other.resolve("weights.safetensors"),
                model.resolve("weights.safetensors"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(this::load).isInstanceOf(BiwaaException.class).hasMessageContaining("SHA-256");
    }

    @Test
    void weightsThatAreNoFiniteNumbersAreNamed() throws IOException {
        for (double factor : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            TestModels.save(model, "lenet", 16, 4);
            multiply(model, "bottleneck.bias", factor);
            forgetHashes("model.json");
            assertThatThrownBy(this::load)
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContainingAll("weights.safetensors", "NaN or infinite", "bottleneck.bias");
        }
    }

    @Test
    void probabilitiesThatOverflowAreRefused() throws IOException {
        multiply(model, "bottleneck.weight", 1e30);
        multiply(model, "fc.weight", 1e30);
        forgetHashes("model.json");
        try (Classifier classifier = Classifier.load(model)) {
            BufferedImage picture = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
            assertThatThrownBy(() -> classifier.classify(picture))
                    .isInstanceOf(BiwaaException.class)
                    .hasMessageContaining("NaN in place of probabilities");
        }
    }

    /** The file itself is replaced: tensors that are read are mapped into it. */
    private static void multiply(Path model, String name, double factor) throws IOException {
        Path file = model.resolve("weights.safetensors");
        Path changed = model.resolve("changed");
        try (PointerScope scope = new PointerScope();
                StateDict weights = Safetensors.read(file)) {
            weights.get(name).mul_(new Scalar(factor));
            Safetensors.write(changed, weights.asMap(), Map.of());
        }
        Files.move(changed, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
