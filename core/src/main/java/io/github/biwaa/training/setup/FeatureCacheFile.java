package io.github.biwaa.training.setup;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.torch.file.StateDict;
import io.github.biwaa.torch.file.TensorBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A table of features in the cache folder, with a checksum (CRC-32C) of its numbers, their format and their shape. */
final class FeatureCacheFile {
    private static final Logger LOG = LoggerFactory.getLogger(FeatureCacheFile.class);
    private static final String FEATURES = "features";
    private static final String CHECKSUM = "checksum";

    private FeatureCacheFile() {}

    static void write(Path file, Tensor features) {
        try (PointerScope scope = new PointerScope()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(FEATURES, features);
            tensors.put(CHECKSUM, Tensors.of(new long[] {checksum(features)}, 1));
            AtomicFile.write(file, draft -> Safetensors.write(draft, tensors, Map.of()));
        }
    }

    /** @return kept; empty if there is no such file, or it is not what was written, which is logged */
    static Optional<Tensor> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            StateDict tensors = Safetensors.read(file);
            if (isWhole(tensors)) {
                Tensors.release(tensors.required(CHECKSUM));
                return Optional.of(tensors.required(FEATURES));
            }
            tensors.close();
            LOG.warn("The cached features {} are damaged or of an earlier version; they are computed again.", file);
        } catch (BiwaaException e) {
            LOG.warn("Cached features are computed again: {}", e.getMessage());
        }
        return Optional.empty();
    }

    private static boolean isWhole(StateDict tensors) {
        if (!tensors.names().equals(Set.of(FEATURES, CHECKSUM))) {
            return false;
        }
        Tensor checksum = tensors.required(CHECKSUM);
        return checksum.numel() == 1
                && !checksum.is_floating_point()
                && Tensors.toLongs(checksum)[0] == checksum(tensors.required(FEATURES));
    }

    private static long checksum(Tensor features) {
        String form = features.scalar_type().intern() + Arrays.toString(features.shape());
        CRC32C checksum = new CRC32C();
        checksum.update(form.getBytes(StandardCharsets.UTF_8));
        TensorBytes.update(checksum, features);
        return checksum.getValue();
    }
}
