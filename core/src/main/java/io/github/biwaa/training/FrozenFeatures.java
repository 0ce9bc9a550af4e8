package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.data.PictureInput;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.image.CacheDirectory;
import io.github.biwaa.network.Backbone;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Safetensors;
import io.github.biwaa.torch.StateDict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Features of a frozen backbone, computed once and kept in the cache folder: every later run, method and seed reads them. The augmented views are
 * the same for all, drawn from a seed of their own.
 */
final class FrozenFeatures {
    private static final SeedSequence VIEW_SEEDS = new SeedSequence(0);
    private static final String TRAINING = "training";
    private static final String EVALUATION = "evaluation";

    private final TrainingConfiguration configuration;
    private final PreparationListener listener;
    private final NetworkFactory networks;

    FrozenFeatures(TrainingConfiguration configuration, PreparationListener listener) {
        this.configuration = configuration;
        this.listener = listener;
        this.networks = new NetworkFactory(configuration.network(), 2);
    }

    /** @return the features of a domain, from the cache or computed; the caller's to close */
    FrozenInputs.Table of(OpenDomain domain) {
        Path directory = configuration.data().cache().orElseGet(CacheDirectory::standard);
        Path file = directory.resolve("features-" + key(domain) + ".safetensors");
        if (Files.exists(file)) {
            StateDict kept = Safetensors.read(file);
            return new FrozenInputs.Table(kept.get(TRAINING), kept.get(EVALUATION));
        }
        FrozenInputs.Table table = compute(domain);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put(TRAINING, table.training());
        tensors.put(EVALUATION, table.evaluation());
        AtomicFile.write(file, draft -> Safetensors.write(draft, tensors, Map.of()));
        return table;
    }

    private FrozenInputs.Table compute(OpenDomain domain) {
        try (Backbone backbone = networks.backbone();
                PictureInput pictures =
                        domain.input(configuration.network(), VIEW_SEEDS, Purpose.SOURCE_AUGMENTATION)) {
            return FeatureExtraction.of(
                    backbone,
                    pictures,
                    configuration.network().frozenViews(),
                    configuration.compute().evaluationBatch(),
                    done -> listener.extracting(
                            domain.domain().name(), done, domain.domain().size()));
        }
    }

    /** Everything that decides the features: weights, transform, views and the files with their times. */
    private String key(OpenDomain domain) {
        NetworkSettings network = configuration.network();
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String settings =
                    network.backbone() + "|" + networks.startingWeights().sha256() + "|" + network.preprocessing() + "|"
                            + network.augmentation() + "|" + network.frozenViews() + "|" + network.views();
            digest.update(settings.getBytes(StandardCharsets.UTF_8));
            for (Path file : domain.domain().files()) {
                String stamp = "\n" + file.toAbsolutePath().normalize() + "|" + Files.size(file) + "|"
                        + Files.getLastModifiedTime(file).toMillis();
                digest.update(stamp.getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + domain.domain().name() + ": " + AtomicFile.reason(e) + ".", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
