/** Several processes that train together: how they meet, and the few operations by which they exchange tensors. */
@NullMarked
package io.github.biwaa.torch.distributed;

import org.jspecify.annotations.NullMarked;
