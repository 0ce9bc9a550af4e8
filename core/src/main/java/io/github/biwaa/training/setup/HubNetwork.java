package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.DataSettings.CACHE;
import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.WEIGHTS;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.image.cache.CacheDirectory;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.HubFolder;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.weights.HubCache;
import io.github.biwaa.weights.HubModel;
import io.github.biwaa.weights.HubReference;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code hf:owner/name} in place of a backbone's name means: the backbone that the model's description on the hub names, and the model's weights at
 * the commit that was found, so that a training can be repeated. The weights themselves are downloaded when they are needed.
 *
 * @param backbone a name of {@link Backbones}
 * @param weights those of the model
 */
public record HubNetwork(String backbone, WeightsChoice weights) {

    /**
     * Looks a model up.
     *
     * @param backbone as it is asked for
     * @param cache the cache folder, into which the model's description is downloaded
     * @return empty if a backbone is asked for by its own name
     * @throws io.github.biwaa.InvalidSettingException if it begins with {@code hf:} and is no model of the hub
     * @throws BiwaaException if the hub has no such model or cannot be reached, or Biwaa has no such backbone
     */
    public static Optional<HubNetwork> of(String backbone, Path cache) {
        if (!HubReference.isOne(backbone)) {
            return Optional.empty();
        }
        HubModel model =
                new HubCache(cache.resolve(WeightsChoice.FOLDER), Progress.SILENT).model(HubReference.of(backbone));
        try {
            return Optional.of(
                    new HubNetwork(HubFolder.described(model).backbone(), WeightsChoice.of(model.reference())));
        } catch (BiwaaException e) {
            throw new BiwaaException("cannot use " + backbone + ": " + e.getMessage(), e);
        }
    }

    /**
     * Replaces a model of the hub among settings by what it means; weights that are chosen stay.
     *
     * @param texts by key, as in config.yaml
     * @throws BiwaaException as {@link #of}
     */
    public static Map<String, String> resolved(Map<String, String> texts) {
        String named = texts.getOrDefault(BACKBONE.key(), "");
        Path cache = Optional.ofNullable(texts.get(CACHE.key())).map(Path::of).orElseGet(CacheDirectory::standard);
        Map<String, String> resolved = new LinkedHashMap<>(texts);
        of(named, cache).ifPresent(network -> {
            resolved.put(BACKBONE.key(), network.backbone());
            resolved.putIfAbsent(WEIGHTS.key(), network.weights().setting());
        });
        return resolved;
    }

    /** {@link #resolved(Map)} for settings whose backbone is a model of the hub. */
    public static SettingValues resolved(String backbone, SettingValues chosen) {
        HubNetwork network = of(backbone, chosen.find(CACHE).orElseGet(CacheDirectory::standard))
                .orElseThrow();
        SettingValues named = chosen.with(BACKBONE, Backbones.of(network.backbone()));
        return named.find(WEIGHTS).isPresent() ? named : named.with(WEIGHTS, network.weights());
    }
}
