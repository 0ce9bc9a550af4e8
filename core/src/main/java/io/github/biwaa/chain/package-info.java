/** What the runs of a training learn from, one after the other: plans of runs, and the chains that make them. */
@NullMarked
package io.github.biwaa.chain;

import org.jspecify.annotations.NullMarked;
