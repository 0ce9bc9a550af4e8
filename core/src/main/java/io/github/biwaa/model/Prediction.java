package io.github.biwaa.model;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a model says about one picture.
 *
 * @param classes the names of all classes, in the order of the probabilities
 * @param probabilities of all classes, each 0-1, together 1
 * @param similarity {@link KnownClasses#similarity(float[])} of its features; NaN if the model has no centroids
 */
public record Prediction(List<String> classes, double[] probabilities, double similarity) {

    /**
     * One class and how likely it is.
     *
     * @param name of the class
     * @param probability 0-1
     */
    public record Candidate(String name, double probability) {}

    /** What a model without centroids says. */
    public Prediction(List<String> classes, double[] probabilities) {
        this(classes, probabilities, Double.NaN);
    }

    /**
     * Copies what could change.
     *
     * @throws IllegalArgumentException if there are not as many probabilities as classes, or none
     */
    public Prediction {
        if (classes.size() != probabilities.length || probabilities.length == 0) {
            throw new IllegalArgumentException(
                    probabilities.length + " probabilities for " + classes.size() + " classes");
        }
        classes = List.copyOf(classes);
        probabilities = probabilities.clone();
    }

    /** @return a copy of the probabilities of all classes */
    @Override
    public double[] probabilities() {
        return probabilities.clone();
    }

    /** @return the number of the most likely class, from 0; of equally likely ones the first */
    public int classNumber() {
        int best = 0;
        for (int k = 1; k < probabilities.length; k++) {
            if (probabilities[k] > probabilities[best]) {
                best = k;
            }
        }
        return best;
    }

    /** @return the name of the most likely class */
    public String className() {
        return classes.get(classNumber());
    }

    /** @return how likely the most likely class is, 0-1 */
    public double probability() {
        return probabilities[classNumber()];
    }

    /**
     * @param count how many, at least 1; more than there are classes gives all
     * @return the most likely classes, most likely first; equally likely ones in their own order
     */
    public List<Candidate> top(int count) {
        return IntStream.range(0, probabilities.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer k) -> -probabilities[k]))
                .limit(count)
                .map(k -> new Candidate(classes.get(k), probabilities[k]))
                .toList();
    }

    @Override
    public String toString() {
        return className() + " (" + Math.round(1000 * probability()) / 10.0 + " %)";
    }
}
