package io.github.biwaa.data;

import io.github.biwaa.file.Sha256;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.torch.TensorBytes;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** A domain whose samples are features that somebody computed before. It owns them. */
public final class Embeddings implements AutoCloseable {
    private static final int BLOCK = 4096;

    private final Domain domain;
    private final Tensor features;
    private final ClassNumbering numbering;

    /**
     * @param domain its files are the file of the features, once per sample
     * @param features [N, width], kept; owned from now on
     * @param numbering of the source
     */
    Embeddings(Domain domain, Tensor features, ClassNumbering numbering) {
        this.domain = domain;
        this.features = features;
        this.numbering = numbering;
    }

    /** @return name, labels and classes; its files are the file of the features, once per sample */
    public Domain domain() {
        return domain;
    }

    /** @return [N, width] in float32, valid until this object is closed */
    public Tensor features() {
        return features;
    }

    /** @return features per sample */
    public int width() {
        return Math.toIntExact(features.size(1));
    }

    ClassNumbering numbering() {
        return numbering;
    }

    /** @return the mean over all samples of the Euclidean norm of their features */
    public double meanNorm() {
        double sum = 0;
        int size = domain.size();
        for (int from = 0; from < size; from += BLOCK) {
            try (PointerScope scope = new PointerScope()) {
                Tensor block = Tensors.toDouble(features.narrow(0, from, Math.min(BLOCK, size - from)));
                sum += Tensors.item(Tensors.sum(block.square(), 1, false).sqrt().sum());
            }
        }
        return sum / size;
    }

    /** @return the SHA-256 of all values, row by row as little-endian float32; the same whatever kind of file they come from */
    public String sha256() {
        return Sha256.ofWritten(channel -> TensorBytes.write(features, channel));
    }

    @Override
    public void close() {
        Tensors.release(features);
    }
}
