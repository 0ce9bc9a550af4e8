package io.github.biwaa.prediction;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.model.Views;
import org.jspecify.annotations.Nullable;

/**
 * Tells sure predictions from others.
 *
 * @param minProbability that a sure prediction has at least, above 0 and at most 1
 * @param othersUnknown whether others are taken for pictures of none of the classes, rather than for unsure
 */
public record Sureness(double minProbability, boolean othersUnknown) {

    /** Checks the number. */
    public Sureness {
        if (!(minProbability > 0 && minProbability <= 1)) {
            throw new InvalidSettingException(
                    "min-probability: " + minProbability + ", expected a number above 0 and at most 1");
        }
    }

    /** Less likely predictions are unsure. */
    public static Sureness atLeast(double minProbability) {
        return new Sureness(minProbability, false);
    }

    /**
     * Predictions that are less likely than 95 % of those for held-out pictures are of unknown classes: the largest probability tells them (Hendrycks and
     * Gimpel 2017), calibrated as all are.
     *
     * @param calibration of the model; null if it has none
     * @param views what of each picture is looked at
     * @throws BiwaaException if the model cannot tell
     */
    public static Sureness known(@Nullable Calibration calibration, Views views) {
        if (calibration == null || calibration.knownFrom(views) == 0) {
            throw new BiwaaException(
                    "the model cannot tell pictures of unknown classes: nothing was held out to measure"
                            + " how likely known ones are. Train it with hold-out 0.2, or set min-probability.");
        }
        return new Sureness(calibration.knownFrom(views), true);
    }

    /** @return whether the most likely class is likely enough */
    public boolean isSure(Prediction prediction) {
        return prediction.probability() >= minProbability;
    }

    /** @return the name of the column and member that {@link #answer} fills */
    String question() {
        return othersUnknown ? "unknown" : "sure";
    }

    boolean answer(Prediction prediction) {
        return isSure(prediction) != othersUnknown;
    }

    /** @return what the folder of pictures that are not sure is called */
    String folder() {
        return othersUnknown ? "unknown" : "unsure";
    }
}
