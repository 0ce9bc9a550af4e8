package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.StartingWeights;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.Backbone;
import io.github.biwaa.network.Backbones;
import io.github.biwaa.network.FeatureBackbone;
import io.github.biwaa.network.PretrainedWeights;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bytedeco.javacpp.PointerScope;

/** Makes the network that a run starts with: the pretrained backbone, or a fresh one, with fresh heads. Seed libtorch before each call. */
final class NetworkFactory {
    private final NetworkSettings settings;
    private final int classes;

    NetworkFactory(NetworkSettings settings, int classes) {
        this.settings = settings;
        this.classes = classes;
    }

    /** @return a backbone with its starting weights, the caller's to close */
    Backbone backbone() {
        try (PointerScope scope = new PointerScope()) {
            Backbone backbone = Backbones.of(settings.backbone())
                    .create(
                            settings.preprocessing().channels(),
                            settings.preprocessing().crop());
            settings.weights().ifPresent(file -> load(backbone, file));
            return backbone;
        }
    }

    private static void load(Backbone backbone, Path file) {
        try {
            PretrainedWeights.load(backbone, file);
        } catch (RuntimeException e) {
            backbone.close();
            throw e;
        }
    }

    /** @return the network of a run, trained from pictures */
    AdaptationNetwork network() {
        try (PointerScope scope = new PointerScope()) {
            return new AdaptationNetwork(backbone(), settings.bottleneckWidth(), classes, settings.featureScale());
        }
    }

    /** @return the network of a run, trained from features of the given width */
    AdaptationNetwork headsOnly(int featureWidth) {
        try (PointerScope scope = new PointerScope()) {
            return new AdaptationNetwork(
                    new FeatureBackbone(featureWidth), settings.bottleneckWidth(), classes, settings.featureScale());
        }
    }

    /** @return the whole network with heads that were trained on features, the caller's to close */
    AdaptationNetwork withTrainedHeads(AdaptationNetwork heads) {
        try (PointerScope scope = new PointerScope()) {
            AdaptationNetwork whole = network();
            whole.copyHeadsFrom(heads);
            return whole;
        }
    }

    /** @return name and hash of the file the backbone starts from */
    StartingWeights startingWeights() {
        return settings.weights()
                .map(file -> new StartingWeights(file.getFileName().toString(), sha256(file)))
                .orElse(StartingWeights.NONE);
    }

    private static String sha256(Path file) {
        try (InputStream stream = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new BiwaaException("cannot read the weight file " + file + ": " + e.getMessage() + ".", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
