package io.github.biwaa.settings;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.network.backbone.BackboneKind;
import java.util.Optional;

/**
 * Which part of the network keeps its starting weights: nothing; a stage of the backbone and all before it; or the whole backbone, whose features are
 * then computed once.
 *
 * <p>What is frozen behaves as when the network is used: its batch norms normalise by their running statistics, which stay as they are, and its
 * dropout does nothing. The backward sweep ends where the frozen part begins.
 *
 * @param id the name in settings and files: {@code none}, {@code backbone} or the name of a stage
 */
public record Freeze(String id) {
    /** Everything is trained. */
    public static final Freeze NONE = new Freeze("none");
    /** Only bottleneck and heads are trained, on features of a fixed set of augmented views that are computed once and kept. */
    public static final Freeze BACKBONE = new Freeze("backbone");

    /** @return what is frozen unless something is chosen: nothing, or the whole backbone where it cannot be trained */
    static Freeze usual(BackboneKind backbone) {
        return backbone.isTrainable() ? NONE : BACKBONE;
    }

    /** @return the last stage that is frozen; empty if it is none or the whole backbone */
    public Optional<String> lastStage() {
        return equals(NONE) || equals(BACKBONE) ? Optional.empty() : Optional.of(id);
    }

    /** @throws InvalidSettingException if the backbone has no stage of that name; the message names those it has */
    public void check(BackboneKind backbone) {
        if (!backbone.isTrainable() && !equals(BACKBONE)) {
            throw new InvalidSettingException("freeze: " + id + ", but " + backbone.setting()
                    + " cannot be trained; expected backbone, or a TorchScript file in its place");
        }
        lastStage().filter(stage -> !backbone.stages().contains(stage)).ifPresent(stage -> {
            throw new InvalidSettingException("freeze: " + stage + ", expected none, backbone or one of the stages of "
                    + backbone.name() + ": " + String.join(", ", backbone.stages()));
        });
    }
}
