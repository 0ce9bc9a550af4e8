/** Backbones made of convolutions, and the blocks that only they use. */
package io.github.biwaa.network.convolution;
