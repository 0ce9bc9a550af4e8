package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import java.nio.file.Path;

/** Samples that a program holds in memory, as the domains of a training. */
final class MemoryDomains {
    private MemoryDomains() {}

    /** @throws InvalidSettingException if the source has no labels of two classes, or the target is of another kind or width */
    static Domains<Samples> of(Samples source, Samples target) {
        if (!source.labelled() || source.classes().size() < 2) {
            throw new InvalidSettingException(
                    "source: " + source.kind() + " without labels of at least two classes; expected both");
        }
        if (source.kind() != target.kind()) {
            throw new InvalidSettingException(
                    "target: " + target.kind() + ", expected " + source.kind() + " as the source has");
        }
        if (!source.width().equals(target.width())) {
            throw new InvalidSettingException("target: " + target.width().orElse(0) + " features per sample, expected "
                    + source.width().orElse(0) + " as the source has");
        }
        return new Domains<>(source, target);
    }

    /**
     * The target alone.
     *
     * @throws io.github.biwaa.BiwaaException if there is no such model
     */
    static Domains<Samples> of(Path model, Samples target) {
        Path folder = ModelLocation.resolve(model);
        return new Domains<>(
                Samples.none(target.kind(), ModelFolder.describe(folder).classes()), target);
    }
}
