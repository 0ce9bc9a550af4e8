/** Numbers that change in the course of a run: the learning rate and the ramps of weights. */
package io.github.biwaa.adaptation.schedule;
