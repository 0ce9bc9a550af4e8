package io.github.biwaa.prediction;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Prediction;

/**
 * Tells sure predictions from others.
 *
 * @param minProbability that a sure prediction has at least, above 0 and at most 1
 */
public record Sureness(double minProbability) {

    /** Checks the number. */
    public Sureness {
        if (!(minProbability > 0 && minProbability <= 1)) {
            throw new InvalidSettingException(
                    "min-probability: " + minProbability + ", expected a number above 0 and at most 1");
        }
    }

    /** @return whether the most likely class is likely enough */
    public boolean isSure(Prediction prediction) {
        return prediction.probability() >= minProbability;
    }

    String word(Prediction prediction) {
        return isSure(prediction) ? "yes" : "no";
    }
}
