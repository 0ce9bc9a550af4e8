package io.github.biwaa.model;

import io.github.biwaa.InvalidSettingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells pictures of the classes from others, by the features of a model's backbone: the similarity of a sample is the largest cosine between its features
 * and a class centroid of the source. Each domain's features count from that domain's mean, so that what all of its pictures have in common does not make
 * them strange. Stored in {@code known.json} of the model folder; prediction of classes does not need it.
 *
 * @param centroids of the source's training samples, less their mean, [K][width]
 * @param mean of the target's features, [width]
 * @param from which similarity 95 % of the held-out source samples reach, from -1 to 1
 */
public record KnownClasses(double[][] centroids, double[] mean, double from) {
    private static final String FILE = "known.json";

    /** Checks the shapes. */
    public KnownClasses {
        for (double[] centroid : centroids) {
            if (centroid.length != mean.length) {
                throw new InvalidSettingException("known classes: a centroid of " + centroid.length
                        + " features, expected " + mean.length + " as of the mean");
            }
        }
    }

    /** @return the similarity of a sample of the target's kind to the class that it is most similar to, from -1 to 1 */
    public double similarity(float[] features) {
        return similarity(features, mean);
    }

    /** @return {@link #similarity(float[])} of a sample of another domain, which has another mean */
    public double similarity(float[] features, double[] domainMean) {
        double largest = -1;
        for (double[] centroid : centroids) {
            double product = 0;
            double ofCentroid = 0;
            double ofSample = 0;
            for (int i = 0; i < centroid.length; i++) {
                double value = features[i] - domainMean[i];
                product += value * centroid[i];
                ofCentroid += centroid[i] * centroid[i];
                ofSample += value * value;
            }
            double norms = Math.sqrt(ofCentroid * ofSample);
            largest = Math.max(largest, norms > 0 ? product / norms : 0);
        }
        return largest;
    }

    /** Writes the file of a model folder. */
    public void save(Path model) {
        Json.writeSealed(model.resolve(FILE), this);
    }

    /**
     * @param model the model folder
     * @return empty for models of earlier versions, and if no samples were held out
     * @throws io.github.biwaa.BiwaaException if the file is damaged
     */
    public static Optional<KnownClasses> load(Path model) {
        Path file = model.resolve(FILE);
        return Files.exists(file)
                ? Optional.of(Json.readSealed(file, KnownClasses.class, found -> true))
                : Optional.empty();
    }
}
