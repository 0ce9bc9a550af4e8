package io.github.biwaa.export;

import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;

/** A file that was exported, loaded again by the framework it is for. */
interface ExportRunner extends AutoCloseable {

    /** Loads a file. */
    @FunctionalInterface
    interface Opener {
        /**
         * Loads a file.
         *
         * @param model what it was exported from; only its kind of network is looked at, not its weights
         * @throws io.github.biwaa.BiwaaException if the framework is missing or refuses the file
         */
        ExportRunner open(Path file, ExportedModel model);
    }

    /**
     * What the file makes of a batch.
     *
     * @param batch [N, ...] in float32
     * @return [N, K]
     */
    Tensor run(Tensor batch);

    @Override
    void close();
}
