/** Layers that networks are built of. Each describes itself to exporters. */
@NullMarked
package io.github.biwaa.network.layer;

import org.jspecify.annotations.NullMarked;
