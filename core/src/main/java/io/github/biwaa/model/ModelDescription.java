package io.github.biwaa.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.network.backbone.FeatureBackbone;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a model but its weights: the content of model.json.
 *
 * @param format version of this description; 1
 * @param method the adaptation it was trained by
 * @param backbone its name; {@code embeddings} if the model classifies features that somebody computed before
 * @param bottleneckWidth d, 0 without a bottleneck
 * @param featureScale what the backbone's features are multiplied by before the bottleneck
 * @param centred whether the mean over its features is first subtracted from each embedding; left out of the file where it is not
 * @param embeddingWidth features per sample of a model of embeddings; 0 for a model of pictures
 * @param classes their names, in the order of the logits
 * @param preprocessing from a picture file to the network's input; null in a model of embeddings
 * @param views how pictures are scored: over one centre view or ten crops; centre in a model of embeddings, which have one view
 * @param startingWeights what the backbone started from
 * @param version of Biwaa that wrote it
 * @param calibration of its probabilities; null if no samples were held out, and in models of earlier versions
 * @param weightsSha256 SHA-256 of the file of the weights; null before they are saved, and in models of the first version
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ModelDescription(
        int format,
        String method,
        String backbone,
        int bottleneckWidth,
        double featureScale,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean centred,
        int embeddingWidth,
        List<String> classes,
        @Nullable Preprocessing preprocessing,
        Views views,
        StartingWeights startingWeights,
        String version,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Calibration calibration,
        @Nullable String weightsSha256) {
    /** The format written today. */
    public static final int FORMAT = 1;

    /** Copies the list of classes, and checks what a network is built by. */
    public ModelDescription {
        if (classes == null || classes.isEmpty() || classes.stream().anyMatch(Objects::isNull)) {
            throw new InvalidSettingException("classes: " + classes + ", expected the names of all classes");
        }
        classes = List.copyOf(classes);
        if (backbone == null) {
            throw new InvalidSettingException("backbone is missing; expected its name, or embeddings");
        }
        if (bottleneckWidth < 0 || embeddingWidth < 0) {
            throw new InvalidSettingException("bottleneckWidth and embeddingWidth: " + bottleneckWidth + " and "
                    + embeddingWidth + ", expected at least 0");
        }
        if (!(featureScale > 0) || Double.isInfinite(featureScale)) {
            throw new InvalidSettingException("featureScale: " + featureScale + ", expected a number above 0");
        }
        if (views == null) {
            throw new InvalidSettingException("views: missing, expected one of " + List.of(Views.values()));
        }
    }

    /** Begins to describe a model of pictures. */
    public static Builder ofPictures(String backbone, Preprocessing preprocessing) {
        return new Builder(backbone, 0, preprocessing);
    }

    /** Begins to describe a model of embeddings with so many features per sample. */
    public static Builder ofEmbeddings(int width) {
        return new Builder(FeatureBackbone.NAME, width, null);
    }

    /**
     * How pictures are prepared.
     *
     * @throws NoSuchElementException if the model takes embeddings
     */
    public Preprocessing requiredPreprocessing() {
        if (preprocessing == null) {
            throw new NoSuchElementException("a model of embeddings prepares no pictures");
        }
        return preprocessing;
    }

    /** The same description of saved weights. */
    ModelDescription withWeightsSha256(String sha256) {
        return new ModelDescription(
                format,
                method,
                backbone,
                bottleneckWidth,
                featureScale,
                centred,
                embeddingWidth,
                classes,
                preprocessing,
                views,
                startingWeights,
                version,
                calibration,
                sha256);
    }

    /** @return whether the model classifies embeddings, features that somebody computed before, instead of pictures */
    public boolean takesEmbeddings() {
        return embeddingWidth > 0;
    }

    /**
     * Refuses a model of embeddings.
     *
     * @param purpose what needs a model of pictures, a verb: classify pictures
     * @throws BiwaaException if this is one
     */
    public void requirePictures(String purpose) {
        if (takesEmbeddings()) {
            throw new BiwaaException("this model was trained on embeddings of " + embeddingWidth
                    + " features and cannot " + purpose
                    + ". It classifies features of the same network; biwaa embed computes them from pictures.");
        }
    }

    /** A description on its way: without a word about it, there is no bottleneck, features keep their scale, and pictures are seen by their centre. */
    public static final class Builder {
        private final String backbone;
        private final int embeddingWidth;
        private final @Nullable Preprocessing preprocessing;
        private @Nullable String method;
        private int bottleneckWidth;
        private double featureScale = 1;
        private boolean centred;
        private @Nullable List<String> classes;
        private Views views = Views.CENTRE;
        private StartingWeights startingWeights = StartingWeights.NONE;
        private @Nullable Calibration calibration;

        private Builder(String backbone, int embeddingWidth, @Nullable Preprocessing preprocessing) {
            this.backbone = backbone;
            this.embeddingWidth = embeddingWidth;
            this.preprocessing = preprocessing;
        }

        /** The adaptation that it was trained by. */
        public Builder method(String name) {
            method = name;
            return this;
        }

        /**
         * What follows the backbone.
         *
         * @param width of the bottleneck, 0 without one
         * @param scale what the features are multiplied by before
         */
        public Builder bottleneck(int width, double scale) {
            bottleneckWidth = width;
            featureScale = scale;
            return this;
        }

        /** Whether the mean over its features is first subtracted from each embedding. */
        public Builder centred(boolean choice) {
            centred = choice;
            return this;
        }

        /** The names of the classes, in the order of the logits. */
        public Builder classes(List<String> names) {
            classes = names;
            return this;
        }

        /** How pictures are scored. */
        public Builder views(Views choice) {
            views = choice;
            return this;
        }

        /** What the backbone started from. */
        public Builder startingWeights(StartingWeights weights) {
            startingWeights = weights;
            return this;
        }

        /** What its probabilities are calibrated by; null for nothing. */
        public Builder calibration(@Nullable Calibration measured) {
            calibration = measured;
            return this;
        }

        /**
         * The description.
         *
         * @param version of Biwaa that writes it
         * @throws InvalidSettingException if what it says fits no network
         */
        public ModelDescription build(String version) {
            return new ModelDescription(
                    FORMAT,
                    requireNonNull(method, "method"),
                    backbone,
                    bottleneckWidth,
                    featureScale,
                    centred,
                    embeddingWidth,
                    requireNonNull(classes, "classes"),
                    preprocessing,
                    views,
                    startingWeights,
                    version,
                    calibration,
                    null);
        }
    }
}
