package io.github.biwaa.adapt;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.TargetPredictions;
import io.github.biwaa.training.TrainingResult;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * What came of it.
 *
 * @param folder of the whole adaptation
 * @param trained the finished trainings in order, source-only first
 * @param leftOut planned trainings for which there was no time
 * @param best the training that is recommended
 * @param predictions what it says about each target picture, in order
 * @param file the same as a table
 */
public record AdaptationAnswer(
        Path folder,
        List<Trained> trained,
        List<String> leftOut,
        Trained best,
        List<PredictedPicture> predictions,
        Path file) {
    /** Below this probability a picture is unsure. */
    public static final double SURE = TargetPredictions.SURE;

    /**
     * A finished training.
     *
     * @param planned what was trained
     * @param folder its run folder
     * @param run its last run
     * @param estimate its accuracy without labels: by the agreement with trainings of other methods, or by held-out pictures if there are none
     * @param score its value of {@link Validator#CHOSEN_BY}
     * @param seconds all of its runs took
     */
    public record Trained(
            PlannedTraining planned,
            Path folder,
            RunSummary run,
            AccuracyEstimate estimate,
            double score,
            double seconds) {

        static Trained of(PlannedTraining planned, TrainingResult result) {
            double seconds =
                    result.runs().stream().mapToDouble(RunSummary::seconds).sum();
            RunSummary last = result.lastRun();
            return new Trained(
                    planned,
                    result.folder().path(),
                    last,
                    requireNonNull(last.heldOut()).estimate().orElseThrow(),
                    requireNonNull(last.lastScores().get(Validator.CHOSEN_BY.id())),
                    seconds);
        }

        Trained withEstimate(AccuracyEstimate other) {
            return new Trained(planned, folder, run, other, score, seconds);
        }

        /** @return the one that learnt from the newest labels of the target; without labels, the one with the highest score, of equals the first */
        static Trained best(List<Trained> all) {
            return all.stream()
                    .reduce((one, other) -> {
                        boolean labelled = other.planned().labels() != null;
                        boolean higher = one.planned().labels() == null && other.score() > one.score();
                        return labelled || higher ? other : one;
                    })
                    .orElseThrow();
        }

        /** @return what its folder is called */
        public String name() {
            return planned.name();
        }
    }

    /**
     * A target picture.
     *
     * @param file the picture
     * @param className what the recommended model says
     * @param probability how sure it is, calibrated, 0 to 1
     * @param before what the model says that was trained on the source alone
     */
    public record PredictedPicture(Path file, String className, double probability, String before) {

        /** @return whether adaptation changed the class */
        public boolean changed() {
            return !className.equals(before);
        }
    }

    /** Copies the lists. */
    public AdaptationAnswer {
        trained = List.copyOf(trained);
        leftOut = List.copyOf(leftOut);
        predictions = List.copyOf(predictions);
    }

    /** @return the pictures whose class adaptation changed, the surest first */
    public List<PredictedPicture> changed() {
        return predictions.stream()
                .filter(PredictedPicture::changed)
                .sorted(Comparator.comparingDouble(picture -> -picture.probability()))
                .toList();
    }

    /** @return the pictures below {@link #SURE}, the least sure first */
    public List<PredictedPicture> unsure() {
        return predictions.stream()
                .filter(picture -> picture.probability() < SURE)
                .sorted(Comparator.comparingDouble(PredictedPicture::probability))
                .toList();
    }

    /** @return the training on the source alone */
    public Trained baseline() {
        return trained.get(0);
    }
}
