package io.github.biwaa.prediction;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Probabilities as text. */
final class Probabilities {
    /** What float32 tells apart near 1, and a digit less. */
    private static final int DIGITS = 6;

    private Probabilities() {}

    /** @return the probability to six places after the point */
    static BigDecimal rounded(double probability) {
        return BigDecimal.valueOf(probability).setScale(DIGITS, RoundingMode.HALF_EVEN);
    }
}
