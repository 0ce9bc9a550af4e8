package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.image.CacheDirectory;
import io.github.biwaa.network.Backbone;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Safetensors;
import io.github.biwaa.torch.Tensors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Features of a frozen backbone, computed once and kept in the cache folder: every later run, method and seed reads them. The augmented views are
 * the same for all, drawn from a seed of their own.
 */
final class FrozenFeatures {
    private static final SeedSequence VIEW_SEEDS = new SeedSequence(0);
    private static final String FEATURES = "features";

    private final TrainingConfiguration configuration;
    private final PreparationListener listener;
    private final NetworkFactory networks;
    private final Placement placement;

    FrozenFeatures(
            TrainingConfiguration configuration,
            NetworkFactory networks,
            Placement placement,
            PreparationListener listener) {
        this.placement = placement;
        this.configuration = configuration;
        this.listener = listener;
        this.networks = networks;
    }

    /** @return the features of a domain's augmented views, [N, V, width], from the cache or computed; kept */
    Tensor augmented(OpenDomain domain) {
        NetworkSettings network = configuration.network();
        return cached(
                domain,
                "augmented|" + network.augmentation(),
                network.frozenViews(),
                pictures -> pictures::augmentedBatch);
    }

    /** @return the features of the views a domain is scored by, [N, W, width], from the cache or computed; kept */
    Tensor scored(OpenDomain domain) {
        NetworkSettings network = configuration.network();
        return cached(
                domain, "scored|" + network.views(), network.views().count(), pictures -> pictures::evaluationBatch);
    }

    private Tensor cached(
            OpenDomain domain, String kind, int views, Function<PictureViews, FeatureExtraction.View> view) {
        Path directory = configuration.data().cache().orElseGet(CacheDirectory::standard);
        Path file = directory.resolve("features-" + key(domain, kind, views) + ".safetensors");
        if (Files.exists(file)) {
            return Safetensors.read(file).get(FEATURES);
        }
        try {
            Files.createDirectories(directory);
            return computedOnce(file, () -> compute(domain, views, view));
        } catch (IOException e) {
            throw new BiwaaException(
                    "cannot write to the cache folder " + directory + ": " + AtomicFile.reason(e)
                            + ". Use --cache DIR.",
                    e);
        }
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static Tensor computedOnce(Path file, Supplier<Tensor> computation) throws IOException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (ExclusiveLock lock = ExclusiveLock.acquire(lockFile, "computing the same features")) {
            if (Files.exists(file)) {
                return Safetensors.read(file).get(FEATURES);
            }
            Tensor features = computation.get();
            try {
                AtomicFile.write(file, draft -> Safetensors.write(draft, Map.of(FEATURES, features), Map.of()));
                return features;
            } catch (RuntimeException | Error failure) {
                Tensors.release(features);
                throw failure;
            }
        }
    }

    private Tensor compute(OpenDomain domain, int views, Function<PictureViews, FeatureExtraction.View> view) {
        Domain pictured = domain.domain();
        try (Backbone backbone = networks.backbone();
                PictureViews pictures =
                        domain.input(configuration.network(), VIEW_SEEDS, Purpose.SOURCE_AUGMENTATION, placement)) {
            return FeatureExtraction.of(
                    backbone,
                    placement,
                    pictures.size(),
                    views,
                    view.apply(pictures),
                    configuration.compute().evaluationBatch(),
                    done -> extracted(pictured, done));
        }
    }

    private void extracted(Domain domain, int done) {
        listener.extracting(domain.name(), done, domain.size());
        if (listener.stopRequested()) {
            throw TrainingStoppedException.during("computing the features of " + domain.name());
        }
    }

    /** Everything that decides the features: weights, transform, views and the files with their times. */
    private String key(OpenDomain domain, String kind, int views) {
        NetworkSettings network = configuration.network();
        try {
            // The device and the threads decide the last digits alone; the files of earlier versions hold float32.
            String precision = placement.precision() == Precision.FLOAT32
                    ? ""
                    : placement.precision().id() + "|";
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String settings = precision + network.backbone() + "|"
                    + networks.startingWeights().sha256() + "|" + network.preprocessing() + "|" + kind + "|" + views;
            digest.update(settings.getBytes(StandardCharsets.UTF_8));
            for (Path file : domain.domain().files()) {
                digest.update(stamp(file).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String stamp(Path file) {
        try {
            return "\n" + file.toAbsolutePath().normalize() + "|" + Files.size(file) + "|"
                    + Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new BiwaaException("cannot read the picture " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
