/** How far a training is: its plan, how fast its steps are, and what holds them up or ends them. */
@NullMarked
package io.github.biwaa.training.progress;

import org.jspecify.annotations.NullMarked;
