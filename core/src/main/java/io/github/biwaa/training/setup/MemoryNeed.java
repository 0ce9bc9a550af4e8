package io.github.biwaa.training.setup;

import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Parameter;
import io.github.biwaa.torch.GraphMemory;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How much memory a training takes at most, in bytes:
 *
 * <pre>need(B) = fixed + B (2 saved + largest)</pre>
 *
 * with B pictures per domain and step, {@code saved} what one picture's forward pass keeps for the backward sweep, {@code largest} the largest output
 * of one operation (the backward sweep holds gradients as well, but has freed most of the rest when it comes to large ones), and
 * {@code fixed} the Java process with libtorch, parameters, their gradients, what is kept beside them (momentum, moments, a moving average), and the
 * features of a frozen backbone. Bottleneck and heads
 * are left out: they are small beside a backbone.
 *
 * @param fixed whatever the batch size
 * @param perPicture 2 saved + largest
 */
public record MemoryNeed(long fixed, long perPicture) {
    /** libtorch and its threads, Java's classes and heap: measured with LeNet, which needs next to nothing itself. */
    static final long PROCESS = 550L << 20;

    private static final int DOMAINS = 2;

    /** Batch norm needs more than one value per channel. */
    private static final int PROBE = 2;

    /**
     * Looks at what pictures leave.
     *
     * @param backbone the stages to freeze are frozen; its running statistics are moved a little
     * @param channels of a picture
     * @param size width and height of a picture in pixels
     * @param tables bytes of features that are kept in memory
     * @param beside numbers that are kept for each trained one, gradients left out; 1 with momentum
     */
    public static MemoryNeed of(Backbone backbone, int channels, int size, long tables, int beside) {
        long trained = 0;
        for (Parameter parameter : backbone.trainableParameters()) {
            trained += parameter.tensor().nbytes();
        }
        long weights = backbone.parameterCount() * Float.BYTES;
        GraphMemory graph;
        try (PointerScope scope = new PointerScope()) {
            Tensor pictures = Tensors.zeros(Precision.FLOAT32, PROBE, channels, size, size);
            graph = GraphMemory.of(backbone.forward(pictures, Mode.TRAINING));
        }
        return new MemoryNeed(
                PROCESS + weights + (1 + beside) * trained + tables,
                (DOMAINS * graph.savedBytes() + graph.largestBytes()) / PROBE);
    }

    /** @return the need of a batch size, in bytes */
    public long of(int batchSize) {
        return fixed + batchSize * perPicture;
    }

    /** @return the largest batch size that fits into so many bytes; 0 if none does */
    int largestBatch(long bytes) {
        return perPicture == 0
                ? bytes >= fixed ? Integer.MAX_VALUE : 0
                : (int) Math.max(0, Math.min(Integer.MAX_VALUE, (bytes - fixed) / perPicture));
    }
}
