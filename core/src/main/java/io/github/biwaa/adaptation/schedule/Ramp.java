package io.github.biwaa.adaptation.schedule;

import io.github.biwaa.InvalidSettingException;

/**
 * A weight that grows from 0 to 1: {@code 2 / (1 + exp(-10 i / length)) - 1}, clipped to [0, 1] (Ganin et al. 2016; docs/method.md).
 *
 * @param length the iterations after which it is all but 1; the paper uses 20000 for lam and reversal, 500 for the prior
 */
public record Ramp(double length) {

    /** @throws InvalidSettingException if the length is not positive or not finite */
    public Ramp {
        if (!(length > 0) || Double.isInfinite(length)) {
            throw new InvalidSettingException("ramp: " + length + ", expected a number above 0");
        }
    }

    /**
     * @param iteration i, from 0
     * @return the weight, 0 to 1
     */
    public double at(long iteration) {
        double value = 2 / (1 + Math.exp(-10 * iteration / length)) - 1;
        return Math.min(1, Math.max(0, value));
    }
}
