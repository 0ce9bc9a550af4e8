package io.github.biwaa.adaptation.schedule;

import io.github.biwaa.InvalidSettingException;

/**
 * The paper's learning rate: {@code base (1 + 0.001 i)^-0.75} (docs/method.md).
 *
 * @param base the rate of the backbone at the first iteration, above 0; heads learn ten times faster
 */
public record InverseDecay(double base) implements LearningRate {
    private static final double GAMMA = 0.001;
    private static final double POWER = 0.75;

    /** @throws InvalidSettingException if the base is not positive */
    public InverseDecay {
        if (!(base > 0) || Double.isInfinite(base)) {
            throw new InvalidSettingException("lr: " + base + ", expected a number above 0");
        }
    }

    @Override
    public double at(long iteration) {
        return base * Math.pow(1 + GAMMA * iteration, -POWER);
    }
}
