/** How well a run's network does: on the target after some steps and at the end, and on samples held out of the source, which calibrate it. */
@NullMarked
package io.github.biwaa.training.scoring;

import org.jspecify.annotations.NullMarked;
