/** Vision Transformers and Swin, and the blocks that only they use. */
@NullMarked
package io.github.biwaa.network.transformer;

import org.jspecify.annotations.NullMarked;
