/** What is made before the first step: the network with its starting weights, features of a frozen backbone, the check of memory. */
@NullMarked
package io.github.biwaa.training.setup;

import org.jspecify.annotations.NullMarked;
