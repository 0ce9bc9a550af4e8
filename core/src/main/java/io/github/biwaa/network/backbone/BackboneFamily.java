package io.github.biwaa.network.backbone;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Backbones of one architecture. One found on the class path through {@link java.util.ServiceLoader} makes its backbones known by name, beside the
 * built-in ones.
 */
public interface BackboneFamily {

    /** @return its members; their names are new */
    List<BackboneKind> kinds();

    /**
     * A backbone that a file holds.
     *
     * @param file as a person names it
     * @return empty if files of that name are none of this family's
     * @throws io.github.biwaa.BiwaaException if one is, and cannot be read
     */
    default Optional<BackboneKind> opened(Path file) {
        return Optional.empty();
    }
}
