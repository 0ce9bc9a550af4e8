/** How fast this machine trains and scores, and how near that is to what it can do at all: what {@code biwaa bench} prints. */
package io.github.biwaa.performance;
