package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.HubFolder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which weights a backbone starts from.
 *
 * @param imagenet whether these are the published ImageNet weights of the backbone, downloaded once
 * @param file a file with the backbone's weights, or a folder as the Hugging Face hub has it; empty for published ones or none
 */
public record WeightsChoice(boolean imagenet, Optional<Path> file) {
    /** Trained from scratch. */
    public static final WeightsChoice NONE = new WeightsChoice(false, Optional.empty());
    /** The published ImageNet weights. */
    public static final WeightsChoice IMAGENET = new WeightsChoice(true, Optional.empty());

    /** @throws InvalidSettingException if both a file and published weights are chosen */
    public WeightsChoice {
        if (imagenet && file.isPresent()) {
            throw new InvalidSettingException("weights: imagenet and a file, expected one of them");
        }
    }

    /** @return the weights of a file, safetensors or PyTorch, or of a folder of the Hugging Face hub */
    public static WeightsChoice of(Path file) {
        return new WeightsChoice(false, Optional.of(file));
    }

    /** @return the choice of a setting: {@code none}, {@code imagenet}, else the path of a file */
    public static WeightsChoice named(String setting) {
        return switch (setting) {
            case "none" -> NONE;
            case "imagenet" -> IMAGENET;
            default -> of(Path.of(setting));
        };
    }

    /** @return the backbone that sees the pictures which the weights were trained on, if they lie in a folder that describes them */
    public BackboneKind seeing(BackboneKind backbone) {
        return file.flatMap(HubFolder::of)
                .map(folder -> backbone.withInput(folder.input(backbone.input())))
                .orElse(backbone);
    }

    /** @return the setting that {@link #named} reads, with an absolute path */
    public String setting() {
        return file.map(path -> path.toAbsolutePath().normalize().toString()).orElse(imagenet ? "imagenet" : "none");
    }
}
