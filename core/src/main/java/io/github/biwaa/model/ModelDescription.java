package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.image.Preprocessing;
import java.util.List;

/**
 * Everything about a model but its weights: the content of model.json.
 *
 * @param format version of this description; 1
 * @param method the adaptation it was trained by
 * @param backbone its name
 * @param bottleneckWidth d, 0 without a bottleneck
 * @param featureScale what the backbone's features are multiplied by before the bottleneck
 * @param classes their names, in the order of the logits
 * @param preprocessing from a picture file to the network's input
 * @param views how pictures are scored: over one centre view or ten crops
 * @param startingWeights what the backbone started from
 * @param version of Biwaa that wrote it
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelDescription(
        int format,
        String method,
        String backbone,
        int bottleneckWidth,
        double featureScale,
        List<String> classes,
        Preprocessing preprocessing,
        Views views,
        StartingWeights startingWeights,
        String version) {
    /** The format written today. */
    public static final int FORMAT = 1;

    /** Copies the list of classes. */
    public ModelDescription {
        classes = List.copyOf(classes);
    }
}
