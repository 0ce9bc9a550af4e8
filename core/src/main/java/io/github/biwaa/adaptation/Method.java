package io.github.biwaa.adaptation;

import io.github.biwaa.adaptation.term.HeadRates;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingValues;
import java.util.List;
import java.util.OptionalDouble;

/** A way to adapt: a list of loss terms with their settings, and the chain that its runs form. A new method is a new list, or a new term in one. */
public interface Method {
    /** Steps of a run on a small target, unless others are chosen. */
    int FEWEST_ITERATIONS = 300;
    /** Steps of a run on a large target, unless others are chosen: the paper's. */
    int MOST_ITERATIONS = 5004;

    /** @return the name on the command line, in lower case with hyphens */
    String id();

    /** @return one line for people: what it is, and the paper */
    String description();

    /** @return the name of the chain that the method's runs form unless another is chosen: once, align, or one that the class path adds */
    default String chain() {
        return "once";
    }

    /**
     * The settings of its own, besides those that all trainings have. Each becomes a flag and a line of config.yaml, and {@link TermFactory#settings} has
     * its value.
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /** @return the weight of a sample's newest prediction in its pseudo-label unless another is chosen; 1 where nothing is averaged */
    default double labelUpdate() {
        return PseudoLabels.UPDATE;
    }

    /**
     * @return whether it learns from labelled samples; otherwise it adapts a finished model to the target alone, without a source, and its terms look at
     *     the target's batch only
     */
    default boolean needsSource() {
        return true;
    }

    /** @return whether the classifier learns; otherwise it stays what the model that the training starts from has */
    default boolean trainsClassifier() {
        return true;
    }

    /**
     * @return whether a loss grows with the squared distance between the domains' features, so that a training diverges where features are too large;
     *     features that are at hand before the training are then made small enough
     */
    default boolean matchesDomains() {
        return false;
    }

    /**
     * Steps of a run unless others are chosen.
     *
     * @param targetSize N_t
     * @param batchSize B
     */
    default int iterations(int targetSize, int batchSize) {
        return Math.max(FEWEST_ITERATIONS, Math.min(MOST_ITERATIONS, targetSize));
    }

    /**
     * The share that a step's batch has in the running statistics of batch norm.
     *
     * @param iteration i, from 0
     * @return empty where each layer has its own, as most methods want it; a method that says one needs a network with batch norm
     */
    default OptionalDouble statisticsShare(long iteration) {
        return OptionalDouble.empty();
    }

    /** @return how fast the heads learn, by the values of {@link #settings} */
    default HeadRates heads(SettingValues settings) {
        return HeadRates.USUAL;
    }

    /** @return fresh terms for one training; their order is the order of their modules' initial values */
    List<LossTerm> terms(TermFactory factory);
}
