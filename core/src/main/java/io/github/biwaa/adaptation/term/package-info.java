/** What a term is: it computes a scalar loss of a step and keeps its own trainable parts and state. */
@NullMarked
package io.github.biwaa.adaptation.term;

import org.jspecify.annotations.NullMarked;
