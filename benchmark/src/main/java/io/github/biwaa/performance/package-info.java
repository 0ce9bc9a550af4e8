/** How fast this machine trains and scores, and how near that is to what it can do at all: what {@code biwaa bench} prints; and whether its GPUs compute what its processor computes. */
@NullMarked
package io.github.biwaa.performance;

import org.jspecify.annotations.NullMarked;
