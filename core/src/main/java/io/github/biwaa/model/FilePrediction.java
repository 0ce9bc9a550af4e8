package io.github.biwaa.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What became of one file: a prediction, or the reason why there is none.
 *
 * @param file the picture
 * @param prediction what the model says; empty if the picture cannot be read
 * @param problem why the picture cannot be read; empty if there is a prediction
 */
public record FilePrediction(Path file, Optional<Prediction> prediction, Optional<String> problem) {}
