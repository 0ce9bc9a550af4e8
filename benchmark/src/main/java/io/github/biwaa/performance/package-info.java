/** How fast this machine trains and scores, and how near that is to what it can do at all: what {@code biwaa bench} prints; and whether its GPUs compute what its processor computes. */
package io.github.biwaa.performance;
