package io.github.biwaa.network.backbone;

import java.util.List;

/**
 * Backbones of one architecture. One found on the class path through {@link java.util.ServiceLoader} makes its backbones known by name, beside the
 * built-in ones.
 */
public interface BackboneFamily {

    /** @return its members; their names are new */
    List<BackboneKind> kinds();
}
