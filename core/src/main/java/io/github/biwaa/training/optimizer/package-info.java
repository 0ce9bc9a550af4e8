/** How parameters follow their gradients: the optimizers, clipping, and the moving average of what they made. */
@NullMarked
package io.github.biwaa.training.optimizer;

import org.jspecify.annotations.NullMarked;
