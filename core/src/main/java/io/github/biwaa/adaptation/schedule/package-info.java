/** Numbers that change in the course of a run: the learning rate and the ramps of weights. */
@NullMarked
package io.github.biwaa.adaptation.schedule;

import org.jspecify.annotations.NullMarked;
