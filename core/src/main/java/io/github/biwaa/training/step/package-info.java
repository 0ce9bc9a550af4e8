/** One training step and its update, the state that a checkpoint keeps, and the guard against losses that are not finite. */
@NullMarked
package io.github.biwaa.training.step;

import org.jspecify.annotations.NullMarked;
