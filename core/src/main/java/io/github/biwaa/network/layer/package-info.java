/** Layers that networks are built of. Each describes itself to exporters. */
package io.github.biwaa.network.layer;
