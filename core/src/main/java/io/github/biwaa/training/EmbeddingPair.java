package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.EmbeddingReader;
import io.github.biwaa.data.Embeddings;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.torch.Tensors;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Two domains of embeddings: features that somebody computed before, of which only bottleneck and heads are trained. It owns them. */
public final class EmbeddingPair implements TrainingData {
    /**
     * The mean norm that the source's features get by themselves. The paper's step sizes and its distance of centroids, which grows with the square of
     * the features, suit it: SqueezeNet's features train well by every method at 10 to 18, and begin to diverge at 25.
     */
    public static final double SUITABLE_NORM = 15;

    private static final MathContext DIGITS = new MathContext(3);

    private final Embeddings source;
    private final Embeddings target;

    private EmbeddingPair(Embeddings source, Embeddings target) {
        this.source = source;
        this.target = target;
    }

    /**
     * Reads both files.
     *
     * @return the caller's to close
     * @throws BiwaaException if something about them is wrong; the message names the file and the place in it
     */
    public static EmbeddingPair read(DataSettings data) {
        Embeddings source = EmbeddingReader.readSource(data.source());
        try {
            return new EmbeddingPair(source, EmbeddingReader.readTarget(data.target(), source));
        } catch (RuntimeException | Error failure) {
            source.close();
            throw failure;
        }
    }

    @Override
    public Domain source() {
        return source.domain();
    }

    @Override
    public Domain target() {
        return target.domain();
    }

    /** @return features per sample */
    public int width() {
        return source.width();
    }

    /**
     * What gives the source's features the mean norm {@link #SUITABLE_NORM}, rounded to three digits.
     *
     * @throws BiwaaException if all features of the source are 0
     */
    @Override
    public OptionalDouble featureScale() {
        double norm = source.meanNorm();
        if (norm == 0) {
            throw new BiwaaException("all features of the source "
                    + source.domain().files().get(0) + " are 0. There is nothing to learn.");
        }
        return OptionalDouble.of(
                new BigDecimal(SUITABLE_NORM / norm).round(DIGITS).doubleValue());
    }

    /** @return the features as one view of each sample; may be closed before this pair, or after it */
    DomainInputs inputs() {
        try (PointerScope scope = new PointerScope()) {
            Tensor sourceViews = source.features().unsqueeze(1);
            Tensor targetViews = target.features().unsqueeze(1);
            return new FrozenInputs(
                    Tensors.keep(sourceViews),
                    Tensors.keep(targetViews),
                    Tensors.keep(target.features().unsqueeze(1)));
        }
    }

    @Override
    public Map<String, String> contentSha256() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("source-features", source.sha256());
        hashes.put("target-features", target.sha256());
        return hashes;
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
