package io.github.biwaa.prediction;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Calibration;
import io.github.biwaa.model.KnownClasses;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.model.Prediction;
import io.github.biwaa.model.Views;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells sure predictions from others.
 *
 * @param measure what a prediction is measured by
 * @param least that a sure prediction has of it
 * @param othersUnknown whether others are taken for pictures of none of the classes, rather than for unsure
 */
public record Sureness(Measure measure, double least, boolean othersUnknown) {

    /** What says how sure a model is. */
    public enum Measure {
        /** How likely the most likely class is, calibrated as all are. */
        PROBABILITY {
            @Override
            double of(Prediction prediction) {
                return prediction.probability();
            }
        },
        /** How similar the features are to the nearest class centroid. */
        SIMILARITY {
            @Override
            double of(Prediction prediction) {
                return prediction.similarity();
            }
        };

        abstract double of(Prediction prediction);
    }

    /** Less likely predictions are unsure. */
    public static Sureness atLeast(double minProbability) {
        if (!(minProbability > 0 && minProbability <= 1)) {
            throw new InvalidSettingException(
                    "min-probability: " + minProbability + ", expected a number above 0 and at most 1");
        }
        return new Sureness(Measure.PROBABILITY, minProbability, false);
    }

    /**
     * Predictions that score lower than 95 % of those for held-out pictures are of unknown classes. The score is the similarity to the class centroids; of
     * models of earlier versions, which have none, it is the largest probability (Hendrycks and Gimpel 2017).
     *
     * @param model a model folder
     * @param views what of each picture is looked at
     * @throws BiwaaException if the model cannot tell
     */
    public static Sureness known(Path model, Views views) {
        Optional<KnownClasses> known = KnownClasses.load(model);
        if (known.isPresent()) {
            return new Sureness(Measure.SIMILARITY, known.get().from(), true);
        }
        Calibration calibration = ModelFolder.describe(model).calibration();
        if (calibration == null || calibration.knownFrom(views) == 0) {
            throw new BiwaaException(
                    "the model cannot tell pictures of unknown classes: nothing was held out to measure"
                            + " known ones by. Train it with hold-out 0.2, or set min-probability.");
        }
        return new Sureness(Measure.PROBABILITY, calibration.knownFrom(views), true);
    }

    /** @return what the prediction is measured by */
    double score(Prediction prediction) {
        return measure.of(prediction);
    }

    /** @return whether the prediction has enough of what it is measured by */
    public boolean isSure(Prediction prediction) {
        return score(prediction) >= least;
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
