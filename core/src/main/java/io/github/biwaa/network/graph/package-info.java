/** A network as a list of operations, for whoever writes it to a file of another framework. */
@NullMarked
package io.github.biwaa.network.graph;

import org.jspecify.annotations.NullMarked;
