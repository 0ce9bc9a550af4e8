package io.github.biwaa.adaptation.alignment;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The feature weights as docs/method.md defines them, {@code lambda g / ||g||} with {@code g = (softmax(z) - onehot(y)) W}, by subtraction, in so
 * many digits that nothing is lost: 1 - p_y is about 1e-348 at a gap of 800.
 */
final class ExactWeights {
    private static final MathContext DIGITS = new MathContext(420);
    private static final int HALVINGS = 20;
    private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-430");

    private ExactWeights() {}

    /** @return w of one sample, rounded to double */
    static double[] of(double[] logits, int label, double[][] classifierWeight, double lambda) {
        BigDecimal largest = exact(logits[0]);
        for (double logit : logits) {
            largest = largest.max(exact(logit));
        }
        BigDecimal[] factors = new BigDecimal[logits.length];
        BigDecimal sum = BigDecimal.ZERO;
        for (int k = 0; k < factors.length; k++) {
            factors[k] = exponential(exact(logits[k]).subtract(largest));
            sum = sum.add(factors[k], DIGITS);
        }
        for (int k = 0; k < factors.length; k++) {
            factors[k] = factors[k].divide(sum, DIGITS);
        }
        factors[label] = factors[label].subtract(BigDecimal.ONE, DIGITS);
        return scaledTo(lambda, product(factors, classifierWeight));
    }

    private static BigDecimal[] product(BigDecimal[] factors, double[][] classifierWeight) {
        BigDecimal[] gradient = new BigDecimal[classifierWeight[0].length];
        for (int j = 0; j < gradient.length; j++) {
            BigDecimal entry = BigDecimal.ZERO;
            for (int k = 0; k < factors.length; k++) {
                entry = entry.add(factors[k].multiply(exact(classifierWeight[k][j]), DIGITS), DIGITS);
            }
            gradient[j] = entry;
        }
        return gradient;
    }

    private static double[] scaledTo(double lambda, BigDecimal[] gradient) {
        BigDecimal squares = BigDecimal.ZERO;
        for (BigDecimal entry : gradient) {
            squares = squares.add(entry.multiply(entry, DIGITS), DIGITS);
        }
        MathContext enough = new MathContext(40);
        BigDecimal norm = squares.sqrt(enough);
        double[] weights = new double[gradient.length];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = gradient[j]
                    .divide(norm, enough)
                    .multiply(exact(lambda), enough)
                    .doubleValue();
        }
        return weights;
    }

    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }

    /** exp(x) for x at most 0: the series at x / 2^20, squared twenty times. */
    private static BigDecimal exponential(BigDecimal x) {
        BigDecimal small = x.divide(BigDecimal.valueOf(1L << HALVINGS), DIGITS);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal sum = BigDecimal.ONE;
        for (int n = 1; term.abs().compareTo(NEGLIGIBLE) > 0; n++) {
            term = term.multiply(small, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < HALVINGS; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }
}
