package io.github.biwaa.prediction;

import io.github.biwaa.model.Prediction;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What became of one sample: a prediction, or the reason why there is none.
 *
 * @param sample the path of a picture, or the number of a row of embeddings, counted from 0
 * @param prediction what the model says; empty if the picture cannot be read
 * @param problem why it cannot be read; empty if there is a prediction
 */
public record SamplePrediction(String sample, Optional<Prediction> prediction, Optional<String> problem) {

    /** @return what a message about a file says, without the file's name, which the row has already */
    public static String problem(String message, Path file) {
        String name = file + ": ";
        return message.startsWith(name) ? message.substring(name.length()) : message;
    }
}
