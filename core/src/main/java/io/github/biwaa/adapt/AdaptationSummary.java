package io.github.biwaa.adapt;

import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.evaluation.AccuracyEstimate;
import io.github.biwaa.evaluation.Validator;
import io.github.biwaa.run.TargetPredictions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer in numbers; the content of summary.json. Wherever a model is asked for, the folder with it stands for the best model.
 *
 * @param best name of the run folder that is recommended
 * @param chosenBy the score without labels that is highest for it
 * @param estimate its accuracy on the target, estimated without labels
 * @param targetAccuracy its accuracy by the target's labels, 0 to 1; null without labels
 * @param changed target pictures whose class is another than without adaptation
 * @param predictions what it says about the target
 * @param trainings all that were finished
 * @param leftOut names of those for which there was no time
 */
record AdaptationSummary(
        String best,
        String chosenBy,
        AccuracyEstimate estimate,
        @Nullable Double targetAccuracy,
        int changed,
        @Nullable TargetPredictions predictions,
        List<Entry> trainings,
        List<String> leftOut) {
    static final String FILE = "summary.json";

    /** One training. */
    record Entry(
            String name,
            double score,
            AccuracyEstimate estimate,
            @Nullable Double targetAccuracy,
            double seconds) {
        static Entry of(Trained one) {
            return new Entry(one.name(), one.score(), one.estimate(), one.run().targetAccuracy(), one.seconds());
        }
    }

    static AdaptationSummary of(AdaptationAnswer answer) {
        Trained best = answer.best();
        return new AdaptationSummary(
                best.name(),
                Validator.CHOSEN_BY.id(),
                best.estimate(),
                best.run().targetAccuracy(),
                answer.changed().size(),
                best.run().predictions(),
                answer.trained().stream().map(Entry::of).toList(),
                answer.leftOut());
    }
}
