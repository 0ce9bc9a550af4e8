/** Backbones by name, the published weights they start from, and what a backbone of your own must provide. */
@NullMarked
package io.github.biwaa.network.backbone;

import org.jspecify.annotations.NullMarked;
