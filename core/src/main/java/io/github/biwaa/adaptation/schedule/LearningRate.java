package io.github.biwaa.adaptation.schedule;

/** A learning rate that changes in the course of a run, read before each step. */
@FunctionalInterface
public interface LearningRate {

    /**
     * @param iteration i, from 0
     * @return the rate of parameters with multiplier 1
     */
    double at(long iteration);
}
