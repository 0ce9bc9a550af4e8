/** The terms that methods are made of. Each computes a scalar loss of a step and keeps its own trainable parts and state. */
package io.github.biwaa.adaptation.term;
