package io.github.biwaa.adaptation.schedule;

/**
 * A learning rate that begins after some iterations, to which it grows in equal steps.
 *
 * @param start the rate at the first iteration
 * @param steps of the growth, from 0
 * @param then the rate after them, counted from 0
 */
public record WarmUp(double start, int steps, LearningRate then) implements LearningRate {

    @Override
    public double at(long iteration) {
        return iteration < steps ? start + iteration * (then.at(0) - start) / steps : then.at(iteration - steps);
    }
}
