package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.torch.Safetensors;
import io.github.biwaa.torch.StateDict;
import io.github.biwaa.torch.Tensors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The adversarial branch of a model, {@code discriminator.safetensors} and {@code discriminator.json} beside its weights. Prediction needs neither.
 *
 * @param discriminator G_d on features, the caller's to close
 * @param description how features come to it
 */
public record DomainBranch(DomainDiscriminator discriminator, Description description) implements AutoCloseable {
    private static final String WEIGHTS = "discriminator.safetensors";
    private static final String DESCRIPTION = "discriminator.json";
    private static final String FIRST_WEIGHT = "ad_layer1.weight";

    /**
     * How features come to the discriminator.
     *
     * @param weightsSource whether the source's are weighted by backprop
     * @param weightsTarget whether the target's are
     * @param lambda the norm of the weights
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Description(boolean weightsSource, boolean weightsTarget, double lambda) {}

    /** Saves a branch into a model folder, in float32 whatever it was trained in. */
    public static void save(Path model, DomainDiscriminator discriminator, Description description) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = Tensors.toFloat32(discriminator.namedTensors());
            AtomicFile.write(
                    model.resolve(WEIGHTS), draft -> Safetensors.write(draft, weights, Map.of("format", "pt")));
        }
        Json.write(model.resolve(DESCRIPTION), description);
    }

    /**
     * @param model the model folder
     * @return its branch, the caller's to close; empty for methods without one and models of earlier versions
     * @throws io.github.biwaa.BiwaaException if its files are broken
     */
    public static Optional<DomainBranch> load(Path model) {
        if (!Files.exists(model.resolve(DESCRIPTION))) {
            return Optional.empty();
        }
        Description description = Json.read(model.resolve(DESCRIPTION), Description.class);
        try (PointerScope scope = new PointerScope();
                StateDict weights = Safetensors.read(model.resolve(WEIGHTS))) {
            long[] shape = weights.asMap().containsKey(FIRST_WEIGHT)
                    ? weights.asMap().get(FIRST_WEIGHT).shape()
                    : new long[] {1, 1};
            DomainDiscriminator discriminator = new DomainDiscriminator((int) shape[1], (int) shape[0], 0);
            try {
                discriminator.load(weights);
            } catch (RuntimeException e) {
                discriminator.close();
                throw e;
            }
            return Optional.of(new DomainBranch(discriminator, description));
        }
    }

    @Override
    public void close() {
        discriminator.close();
    }
}
