package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.InvalidSettingException;

/**
 * Makes probabilities say how often they are right: each is taken to the power of 1 / temperature, and all are divided by their sum. For one view this
 * is temperature scaling (Guo et al. 2017), the softmax of logits / temperature. The most likely class stays the same. The temperature is measured on
 * held-out pictures of the source; on a target that differs from it, probabilities are too high still.
 *
 * @param temperature for probabilities over the views that the model is scored by, above 0; above 1 it lowers the largest probability
 * @param centreTemperature for probabilities of the centre view alone, above 0
 * @param heldOut how many samples both were measured on, at least 1
 * @param knownFrom which largest probability, calibrated, 95 % of these samples reach, over the views that the model is scored by; 0 in models of
 *     earlier versions
 * @param centreKnownFrom the same of the centre view
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Calibration(
        double temperature, double centreTemperature, int heldOut, double knownFrom, double centreKnownFrom) {

    /** Checks the numbers. */
    public Calibration {
        if (!isPositive(temperature) || !isPositive(centreTemperature)) {
            throw new InvalidSettingException("calibration: temperatures " + temperature + " and " + centreTemperature
                    + ", expected numbers above 0");
        }
        if (!isProbability(knownFrom) || !isProbability(centreKnownFrom)) {
            throw new InvalidSettingException("calibration: known from " + knownFrom + " and " + centreKnownFrom
                    + ", expected numbers from 0 to 1");
        }
    }

    private static boolean isProbability(double value) {
        return value >= 0 && value <= 1;
    }

    private static boolean isPositive(double value) {
        return value > 0 && !Double.isInfinite(value);
    }

    /** @return the temperature for probabilities over some views */
    public double temperature(Views views) {
        return views == Views.CENTRE ? centreTemperature : temperature;
    }

    /** @return which largest probability over some views 95 % of the held-out samples reach; 0 if that is not known */
    public double knownFrom(Views views) {
        return views == Views.CENTRE ? centreKnownFrom : knownFrom;
    }

    /**
     * Probabilities at a temperature.
     *
     * @param probabilities of all classes of one sample, at least one of them above 0
     * @param temperature above 0
     * @return as many, with the sum 1
     */
    public static double[] scaled(double[] probabilities, double temperature) {
        double[] scaled = new double[probabilities.length];
        double largest = 0;
        for (double probability : probabilities) {
            largest = Math.max(largest, probability);
        }
        double sum = 0;
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] = Math.pow(probabilities[k] / largest, 1 / temperature);
            sum += scaled[k];
        }
        for (int k = 0; k < scaled.length; k++) {
            scaled[k] /= sum;
        }
        return scaled;
    }
}
