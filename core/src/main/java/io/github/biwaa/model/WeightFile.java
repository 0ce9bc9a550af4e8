package io.github.biwaa.model;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.network.layer.Layer;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** Weights in a model folder. The description beside them holds their hash, so that no other weights are taken for them. */
final class WeightFile {
    private WeightFile() {}

    /**
     * Writes the tensors of a layer, in float32 whatever it was trained in; equal weights are equal bytes.
     *
     * @return the file's SHA-256
     */
    static String write(Path file, Layer layer) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> weights = Tensors.toFloat32(layer.namedTensors());
            AtomicFile.write(file, draft -> Safetensors.write(draft, weights, Map.of("format", "pt")));
        }
        return sha256(file);
    }

    /**
     * Makes a layer of them. Another thread hashes them meanwhile, which takes less time than to make the layer.
     *
     * @param sha256 what the description says; null in models of the first version, which are taken unchecked
     * @param description where it says so, for the message
     * @param making a layer of weights that are perhaps damaged
     * @return the layer, of weights that are not; the caller's to close
     * @throws BiwaaException if they are other weights, are damaged, or hold what is no finite number
     */
    static <T extends Layer> T read(
            Path file, @Nullable String sha256, Path description, Function<StateDict, T> making) {
        CompletableFuture<Boolean> whole = CompletableFuture.supplyAsync(
                () -> sha256 == null || !Files.exists(file) || sha256.equals(sha256(file)));
        T layer;
        try (StateDict weights = Safetensors.read(file)) {
            weights.requireFinite(file, name -> true);
            layer = making.apply(weights);
        } catch (RuntimeException damaged) {
            requireWhole(whole, file, description);
            throw damaged;
        }
        try {
            requireWhole(whole, file, description);
            return layer;
        } catch (RuntimeException e) {
            layer.close();
            throw e;
        }
    }

    private static void requireWhole(CompletableFuture<Boolean> whole, Path file, Path description) {
        try {
            if (!whole.join()) {
                throw new BiwaaException("the weights " + file + " are not those that " + description
                        + " was written for: their SHA-256 is another. The file is damaged or was replaced; copy"
                        + " the model again, or train it again.");
            }
        } catch (CompletionException e) {
            throw e.getCause() instanceof BiwaaException unreadable ? unreadable : e;
        }
    }

    private static String sha256(Path file) {
        try {
            return Sha256.of(file);
        } catch (IOException e) {
            throw new BiwaaException("cannot read the weight file " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
