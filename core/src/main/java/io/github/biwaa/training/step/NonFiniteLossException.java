package io.github.biwaa.training.step;

import io.github.biwaa.BiwaaException;

/** A loss, or the weights, became NaN or infinite. */
public final class NonFiniteLossException extends BiwaaException {
    private static final long serialVersionUID = 1L;

    public NonFiniteLossException(String message) {
        super(message);
    }
}
