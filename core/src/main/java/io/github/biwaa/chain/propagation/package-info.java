/** What the neighbours of a sample say of its class: votes, and labels that spread over a graph. */
@NullMarked
package io.github.biwaa.chain.propagation;

import org.jspecify.annotations.NullMarked;
