package io.github.biwaa.cli.model;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.model.Classifier;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.model.Views;
import io.github.biwaa.prediction.Sureness;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the probabilities of a model are, and from which on its answers count. */
final class SurenessOptions {
    @Option(
            names = "--uncalibrated",
            description = "Use the network's own probabilities even if the model is calibrated.")
    private boolean uncalibrated;

    @Option(
            names = "--min-probability",
            paramLabel = "P",
            description = "Below this probability, the class is unsure: the column sure says so, and --copy-to puts the"
                    + " picture into the folder unsure.")
    private @Nullable Double minProbability;

    @Option(
            names = "--unknown",
            description = "Detect pictures that show none of the classes: the column unknown marks them, and --copy-to"
                    + " puts them into the folder unknown.")
    private boolean unknown;

    /**
     * Tells sure answers from others.
     *
     * @param model a run folder, a run-N folder or a model folder
     * @param messages told if the model tells unknown pictures as earlier versions did
     * @return empty if all answers are taken for sure
     * @throws InvalidSettingException if the options contradict each other, or the probability is none
     * @throws io.github.biwaa.BiwaaException if the model cannot tell
     */
    Optional<Sureness> sureness(Path model, Views views, PrintWriter messages) {
        if (!unknown) {
            return Optional.ofNullable(minProbability).map(Sureness::atLeast);
        }
        if (minProbability != null || uncalibrated) {
            throw new InvalidSettingException("--unknown and " + (uncalibrated ? "--uncalibrated" : "--min-probability")
                    + " contradict each other; give one of them");
        }
        Sureness known = Sureness.known(ModelLocation.resolve(model), views);
        if (known.measure() == Sureness.Measure.PROBABILITY) {
            messages.println(
                    "This model was saved by an earlier version, without class centroids: --unknown goes by the"
                            + " probability, which tells less. Train it again to have them.");
        }
        return Optional.of(known);
    }

    /** @return whether probabilities are calibrated where the model can */
    boolean calibrated() {
        return !uncalibrated;
    }

    /** @return a classifier that owns the model from now on */
    Classifier classifier(Model loaded, Views views) {
        return uncalibrated ? new Classifier(loaded, views, Optional.empty()) : new Classifier(loaded, views);
    }
}
