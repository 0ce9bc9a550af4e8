package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.Progress;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.HubFolder;
import io.github.biwaa.weights.HubCache;
import io.github.biwaa.weights.HubReference;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which weights a backbone starts from.
 *
 * @param imagenet whether these are the published ImageNet weights of the backbone, downloaded once
 * @param file a file with the backbone's weights, or a folder as the Hugging Face hub has it; empty for others or none
 * @param hub a model on the Hugging Face hub, downloaded once; empty for others or none
 */
public record WeightsChoice(boolean imagenet, Optional<Path> file, Optional<HubReference> hub) {
    /** Where downloaded weights are kept in the cache folder. */
    public static final String FOLDER = "weights";
    /** Trained from scratch. */
    public static final WeightsChoice NONE = new WeightsChoice(false, Optional.empty(), Optional.empty());
    /** The published ImageNet weights. */
    public static final WeightsChoice IMAGENET = new WeightsChoice(true, Optional.empty(), Optional.empty());

    /**
     * Checks that a backbone can start from these weights.
     *
     * @param continued whether they are those of a finished model, backbone included
     * @throws InvalidSettingException if nobody publishes any, or the backbone is a file with its own
     */
    public void check(BackboneKind backbone, boolean continued) {
        if (imagenet) {
            backbone.publishedWeights();
        }
        if (backbone.file().isPresent() && !continued && !equals(usual(backbone))) {
            throw new InvalidSettingException("weights: " + setting() + ", but the backbone " + backbone.setting()
                    + " has its weights in its own file; expected no weights beside it");
        }
    }

    /** @throws InvalidSettingException if several are chosen */
    public WeightsChoice {
        if ((imagenet ? 1 : 0) + file.stream().count() + hub.stream().count() > 1) {
            throw new InvalidSettingException(
                    "weights: several, expected one of imagenet, a file and a model of the hub");
        }
    }

    /** @return the weights of a file, safetensors or PyTorch, or of a folder of the Hugging Face hub */
    public static WeightsChoice of(Path file) {
        return new WeightsChoice(false, Optional.of(file), Optional.empty());
    }

    /** @return what a backbone starts from unless something is chosen: the weights in its own file, published ones, or none for digits */
    public static WeightsChoice usual(BackboneKind backbone) {
        return backbone.file()
                .map(network -> of(network.path()))
                .orElse(backbone.input().showsDigits() ? NONE : IMAGENET);
    }

    /** @return the weights of a model on the Hugging Face hub */
    public static WeightsChoice of(HubReference model) {
        return new WeightsChoice(false, Optional.empty(), Optional.of(model));
    }

    /**
     * The choice of a setting: {@code none}, {@code imagenet}, {@code hf:owner/name}, else the path of a file.
     *
     * @throws InvalidSettingException if it begins with {@code hf:} and is no model of the hub
     */
    public static WeightsChoice named(String setting) {
        return switch (setting) {
            case "none" -> NONE;
            case "imagenet" -> IMAGENET;
            default -> HubReference.isOne(setting) ? of(HubReference.of(setting)) : of(Path.of(setting));
        };
    }

    /**
     * The backbone that sees the pictures which the weights were trained on, if a folder says what these are.
     *
     * @param cache the cache folder; the description of a model on the hub is downloaded into it if it is not there
     * @throws io.github.biwaa.BiwaaException if the description cannot be had or read
     */
    public BackboneKind seeing(BackboneKind backbone, Path cache) {
        return folder(cache)
                .map(folder -> backbone.withInput(folder.input(backbone.input())))
                .orElse(backbone);
    }

    /**
     * The folder that the weights are in, or will be in.
     *
     * @param cache the cache folder, see {@link #seeing}
     * @return empty for published weights, a file, or none
     */
    public Optional<HubFolder> folder(Path cache) {
        return hub.map(model -> HubFolder.described(new HubCache(cache.resolve(FOLDER), Progress.SILENT).model(model)))
                .or(() -> file.flatMap(HubFolder::of));
    }

    /** @return the setting that {@link #named} reads, with an absolute path */
    public String setting() {
        return hub.map(HubReference::toString)
                .or(() -> file.map(path -> path.toAbsolutePath().normalize().toString()))
                .orElse(imagenet ? "imagenet" : "none");
    }
}
