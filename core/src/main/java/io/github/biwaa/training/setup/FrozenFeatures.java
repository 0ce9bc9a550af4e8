package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.MachineSettings.EVALUATION_BATCH;
import static io.github.biwaa.settings.TrainingSettings.AUGMENTATION;
import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.FROZEN_VIEWS;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.ExclusiveLock;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.CachedPictures;
import io.github.biwaa.samples.Features;
import io.github.biwaa.samples.PictureViews;
import io.github.biwaa.samples.batch.Sweep;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.TensorBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Features of a frozen backbone, computed once and kept in the cache folder: every later run, method and seed reads them. The augmented views are
 * the same for all, drawn from a seed of their own.
 */
public final class FrozenFeatures {
    private static final SeedSequence VIEW_SEEDS = new SeedSequence(0);

    private final TrainingConfiguration configuration;
    private final Progress progress;
    private final NetworkFactory networks;
    private final Placement placement;
    private @Nullable String weights;

    public FrozenFeatures(
            TrainingConfiguration configuration, NetworkFactory networks, Placement placement, Progress progress) {
        this.placement = placement;
        this.configuration = configuration;
        this.progress = progress;
        this.networks = networks;
    }

    /** @return samples that are trained on but not scored by views of their own */
    public Features trainedOn(CachedPictures pictures) {
        Tensor augmented = augmented(pictures);
        return Features.ofViews(pictures, augmented, Tensors.keep(augmented.detach()));
    }

    /** @return samples that are scored, too */
    public Features trainedOnAndScored(CachedPictures pictures) {
        Tensor augmented = augmented(pictures);
        try {
            return Features.ofViews(pictures, augmented, scored(pictures));
        } catch (RuntimeException | Error failure) {
            Tensors.release(augmented);
            throw failure;
        }
    }

    /** @return the features of augmented views, [N, V, width], from the cache or computed; kept */
    private Tensor augmented(CachedPictures domain) {
        return cached(
                domain,
                "augmented|" + configuration.get(AUGMENTATION),
                configuration.get(FROZEN_VIEWS),
                pictures -> pictures::augmentedBatch);
    }

    /** @return the features of the views a domain is scored by, [N, W, width], from the cache or computed; kept */
    private Tensor scored(CachedPictures domain) {
        Views views = configuration.views();
        return cached(domain, scoredKind(), views.count(), pictures -> pictures::evaluationBatch);
    }

    private String scoredKind() {
        return "scored|" + configuration.views();
    }

    /**
     * The features of the views a domain is scored by, if an earlier training left them in the cache.
     *
     * @return [N, W, width], kept; the caller's to release
     */
    public Optional<Tensor> stored(CachedPictures domain) {
        return domain.pictures().isEmpty()
                ? Optional.empty()
                : FeatureCacheFile.read(
                        file(domain, scoredKind(), configuration.views().count()));
    }

    /** Renders one view of consecutive samples: [to - from, C, H, W], in the scope of the caller. */
    @FunctionalInterface
    private interface View {
        Tensor render(int from, int to, int view);
    }

    private Tensor cached(CachedPictures domain, String kind, int views, Function<PictureViews, View> view) {
        if (domain.pictures().isEmpty()) {
            // Pictures in memory have no files that a later training could find their features by.
            return compute(domain, views, view);
        }
        Path directory = configuration.data().cacheFolder();
        Path file = file(domain, kind, views);
        Optional<Tensor> cached = FeatureCacheFile.read(file);
        if (cached.isPresent()) {
            return cached.get();
        }
        try {
            Files.createDirectories(directory);
            return computedOnce(file, () -> compute(domain, views, view));
        } catch (IOException e) {
            throw new BiwaaException(
                    "cannot write to the cache folder " + directory + ": " + AtomicFile.reason(e)
                            + ". Choose another by the setting cache.",
                    e);
        }
    }

    private Path file(CachedPictures domain, String kind, int views) {
        return configuration.data().cacheFolder().resolve("features-" + key(domain, kind, views) + ".safetensors");
    }

    @SuppressWarnings("try") // the lock is held, not used
    private static Tensor computedOnce(Path file, Supplier<Tensor> computation) throws IOException {
        Path lockFile = file.resolveSibling(file.getFileName() + ".lock");
        try (ExclusiveLock lock = ExclusiveLock.acquire(lockFile, "computing the same features")) {
            Optional<Tensor> cached = FeatureCacheFile.read(file);
            if (cached.isPresent()) {
                return cached.get();
            }
            Tensor features = computation.get();
            try {
                FeatureCacheFile.write(file, features);
                return features;
            } catch (RuntimeException | Error failure) {
                Tensors.release(features);
                throw failure;
            }
        }
    }

    /** @return [N, V, width] on the CPU, in the format of the training's parameters; kept */
    private Tensor compute(CachedPictures domain, int views, Function<PictureViews, View> view) {
        Sweep sweep = new Sweep(configuration.get(EVALUATION_BATCH), progress, Progress.Task.features(domain.name()));
        try (Backbone backbone = networks.backbone();
                PictureViews pictures = domain.views(VIEW_SEEDS, Purpose.SOURCE_AUGMENTATION)) {
            backbone.moveTo(placement);
            View render = view.apply(pictures);
            return sweep.table(domain.size(), (from, to) -> {
                Tensor table = Tensors.zeros(placement.precision(), to - from, views, backbone.featureWidth());
                for (int number = 0; number < views; number++) {
                    try (PointerScope scope = new PointerScope()) {
                        table.select(1, number).copy_(forward(backbone, render.render(from, to, number)));
                    }
                }
                return table;
            });
        }
    }

    private Tensor forward(Backbone backbone, Tensor images) {
        return Tensors.withoutGradient(
                () -> placement.compute(() -> backbone.forward(placement.upload(images), Mode.EVALUATION)));
    }

    /** Everything that decides the features: weights, transform, views and the files with their times. */
    private String key(CachedPictures domain, String kind, int views) {
        try {
            // The device and the threads decide the last digits alone; the files of earlier versions hold float32.
            String precision = placement.precision() == Precision.FLOAT32
                    ? ""
                    : placement.precision().id() + "|";
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String settings = precision + configuration.get(BACKBONE).name() + "|"
                    + weights() + "|"
                    + configuration.preprocessing().orElseThrow() + "|" + kind + "|" + views;
            digest.update(settings.getBytes(StandardCharsets.UTF_8));
            for (Path file : domain.pictures()) {
                digest.update(stamp(file).getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A hash of the backbone's tensors alone: a model that was trained on these features has other heads in its file, but the same backbone. */
    private String weights() {
        String known = weights;
        if (known == null) {
            try (Backbone backbone = networks.backbone()) {
                known = Sha256.ofWritten(channel -> {
                    for (Map.Entry<String, Tensor> tensor :
                            backbone.namedTensors().entrySet()) {
                        channel.write(ByteBuffer.wrap(tensor.getKey().getBytes(StandardCharsets.UTF_8)));
                        TensorBytes.write(tensor.getValue(), channel);
                    }
                });
            }
            weights = known;
        }
        return known;
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
