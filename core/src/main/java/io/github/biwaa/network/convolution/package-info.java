/** Backbones made of convolutions, and the blocks that only they use. */
@NullMarked
package io.github.biwaa.network.convolution;

import org.jspecify.annotations.NullMarked;
