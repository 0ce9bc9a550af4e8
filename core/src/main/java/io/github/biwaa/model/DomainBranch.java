package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.network.DomainDiscriminator;
import io.github.biwaa.torch.file.StateDict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

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
     * @param weightsSha256 SHA-256 of the discriminator's weights; null before they are saved, and in folders of the first version
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Description(
            boolean weightsSource,
            boolean weightsTarget,
            double lambda,
            @Nullable String weightsSha256) {

        /** Of a discriminator that is to be saved. */
        public Description(boolean weightsSource, boolean weightsTarget, double lambda) {
            this(weightsSource, weightsTarget, lambda, null);
        }
    }

    /** Saves a branch into a model folder, in float32 whatever it was trained in. */
    public static void save(Path model, DomainDiscriminator discriminator, Description description) {
        String sha256 = WeightFile.write(model.resolve(WEIGHTS), discriminator);
        Json.writeSealed(
                model.resolve(DESCRIPTION),
                new Description(
                        description.weightsSource(), description.weightsTarget(), description.lambda(), sha256));
    }

    /**
     * @param model the model folder
     * @return its branch, the caller's to close; empty for methods without one and models of earlier versions
     * @throws io.github.biwaa.BiwaaException if its files are damaged
     */
    static Optional<DomainBranch> load(Path model) {
        Path file = model.resolve(DESCRIPTION);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Description description = Json.readSealed(file, Description.class, found -> found.weightsSha256() != null);
        try (PointerScope scope = new PointerScope()) {
            DomainDiscriminator discriminator = WeightFile.read(
                    model.resolve(WEIGHTS), description.weightsSha256(), file, DomainBranch::discriminator);
            return Optional.of(new DomainBranch(discriminator, description));
        }
    }

    private static DomainDiscriminator discriminator(StateDict weights) {
        long[] shape = weights.asMap().containsKey(FIRST_WEIGHT)
                ? weights.asMap().get(FIRST_WEIGHT).shape()
                : new long[] {1, 1};
        DomainDiscriminator discriminator = new DomainDiscriminator((int) shape[1], (int) shape[0], 0);
        try {
            discriminator.load(weights);
            return discriminator;
        } catch (RuntimeException e) {
            discriminator.close();
            throw e;
        }
    }

    @Override
    public void close() {
        discriminator.close();
    }
}
