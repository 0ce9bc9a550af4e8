package io.github.biwaa.training;

import io.github.biwaa.BiwaaException;

/** The loss became NaN or infinite. */
public final class NonFiniteLossException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    NonFiniteLossException(int run, int iteration, String term, double value) {
        super("the loss is no number any more: " + term + " is " + value + " in run " + run + ", iteration " + iteration
                + ". Try a lower --lr, and look for pictures or weights that are broken.");
    }
}
