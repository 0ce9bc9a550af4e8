/** Training: from two domains and a configuration to the runs of a chain, one after the other, and the folder that they leave. */
@NullMarked
package io.github.biwaa.training;

import org.jspecify.annotations.NullMarked;
