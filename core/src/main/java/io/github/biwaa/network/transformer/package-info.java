/** Vision Transformers and Swin, and the blocks that only they use. */
package io.github.biwaa.network.transformer;
