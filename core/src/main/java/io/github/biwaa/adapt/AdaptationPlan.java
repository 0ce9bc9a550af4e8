package io.github.biwaa.adapt;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.model.Views;
import io.github.biwaa.torch.Precision;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is trained, chosen so that it fits some time; the content of plan.json.
 *
 * @param source the labelled pictures, an absolute path
 * @param target the other pictures, an absolute path
 * @param budgetSeconds how long everything may take
 * @param sourceSize number of labelled pictures
 * @param targetSize number of the others
 * @param backbone its name
 * @param weights as the setting of that name
 * @param precision of the backbone; float32 in the plans of earlier versions, which do not say
 * @param frozenViews augmented views of each picture, if the features of a frozen backbone are computed; else 1
 * @param views how pictures are scored
 * @param speed what was measured
 * @param trainings in their order; the first one is source-only
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdaptationPlan(
        String source,
        String target,
        double budgetSeconds,
        int sourceSize,
        int targetSize,
        String backbone,
        String weights,
        Precision precision,
        int frozenViews,
        Views views,
        MachineSpeed speed,
        List<PlannedTraining> trainings) {
    /** Share of the source that calibrates and estimates. */
    static final double HELD_OUT = 0.2;

    /** Copies the list. */
    public AdaptationPlan {
        precision = requireNonNullElse(precision, Precision.FLOAT32);
        trainings = List.copyOf(trainings);
    }

    /** @return whether the backbone keeps its weights in the first trainings, so that its features are computed once for all of them */
    public boolean frozen() {
        return trainings.get(0).frozen();
    }

    /** @return iterations of each run of the first trainings */
    public int iterations() {
        return trainings.get(0).iterations();
    }

    /** @return the names of the trainings, separated by commas */
    public String names() {
        return trainings.stream().map(PlannedTraining::name).collect(Collectors.joining(", "));
    }

    /** @return the estimate for everything from the first step on, features included */
    public double seconds() {
        return featureSeconds() + trainings.stream().mapToDouble(this::seconds).sum();
    }

    /** @return the estimate for the features of a frozen backbone */
    public double featureSeconds() {
        return frozen() ? (frozenViews + views.count()) * (sourceSize + targetSize) * speed.secondsPerView() : 0;
    }

    /** @return the estimate for a training, features of a frozen backbone excluded */
    public double seconds(PlannedTraining training) {
        double scored = training.frozen() ? 0 : views.count() * (targetSize + HELD_OUT * sourceSize);
        return training.runs()
                * (training.iterations() * speed.secondsPerStep(training.frozen()) + scored * speed.secondsPerView());
    }

    AdaptationPlan with(PlannedTraining further) {
        return withTrainings(
                Stream.concat(trainings.stream(), Stream.of(further)).toList());
    }

    AdaptationPlan withTrainings(List<PlannedTraining> others) {
        return new AdaptationPlan(
                source,
                target,
                budgetSeconds,
                sourceSize,
                targetSize,
                backbone,
                weights,
                precision,
                frozenViews,
                views,
                speed,
                others);
    }
}
