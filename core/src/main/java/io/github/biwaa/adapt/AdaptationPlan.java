package io.github.biwaa.adapt;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.model.Views;
import java.util.List;

/**
 * What is trained, chosen so that it fits some time; the content of plan.json.
 *
 * @param source the labelled pictures, an absolute path
 * @param target the other pictures, an absolute path
 * @param budgetSeconds how long everything may take
 * @param backbone its name
 * @param weights as the setting of that name
 * @param frozen whether the backbone keeps its weights, and its features are computed once for all trainings
 * @param frozenViews augmented views of each picture; 1 if the backbone is trained
 * @param views how pictures are scored
 * @param iterations of each run
 * @param methods in the order of training; source-only is the first
 * @param featureSeconds estimate for the features of a frozen backbone
 * @param stepSeconds estimate for a step
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdaptationPlan(
        String source,
        String target,
        double budgetSeconds,
        String backbone,
        String weights,
        boolean frozen,
        int frozenViews,
        Views views,
        int iterations,
        List<String> methods,
        double featureSeconds,
        double stepSeconds) {
    /** Runs that biwaa chains. */
    static final int CHAINED = 3;

    /** Copies the list. */
    public AdaptationPlan {
        methods = List.copyOf(methods);
    }

    /** @return the estimate for everything from the first step on, features included */
    public double seconds() {
        return featureSeconds + methods.stream().mapToDouble(this::seconds).sum();
    }

    /** @return the estimate for the training of a method */
    public double seconds(String method) {
        return stepSeconds * iterations * runs(method);
    }

    AdaptationPlan withIterations(int number) {
        return new AdaptationPlan(
                source,
                target,
                budgetSeconds,
                backbone,
                weights,
                frozen,
                frozenViews,
                views,
                number,
                methods,
                featureSeconds,
                stepSeconds);
    }

    static int runs(String method) {
        return method.equals("biwaa") ? CHAINED : 1;
    }
}
