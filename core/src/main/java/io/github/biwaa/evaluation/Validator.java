package io.github.biwaa.evaluation;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.torch.Tensors;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Scores by which one chooses among models, or among the steps of a training, without any label of the target. None is right always: each has
 * a failure it cannot see, which its class names.
 */
public enum Validator {
    /** {@link PredictionEntropy}. */
    ENTROPY("entropy", "mean entropy of the target's predictions", "0 to ln K", false, "Morerio et al. 2018") {
        @Override
        OptionalDouble score(Evidence evidence) {
            return OptionalDouble.of(PredictionEntropy.of(evidence.targetScores()));
        }
    },
    /** {@link InformationMaximisation}. */
    INFORMATION_MAXIMISATION(
            "information-maximisation",
            "entropy of the target's mean prediction less the mean entropy",
            "0 to ln K",
            true,
            "Krause et al. 2010, Musgrave et al. 2022") {
        @Override
        OptionalDouble score(Evidence evidence) {
            return OptionalDouble.of(InformationMaximisation.of(evidence.targetScores()));
        }
    },
    /** {@link PredictionNuclearNorm}. */
    BNM("bnm", "nuclear norm of the target's predictions over its bound", "above 0 to 1", true, "Cui et al. 2020") {
        @Override
        OptionalDouble score(Evidence evidence) {
            return OptionalDouble.of(PredictionNuclearNorm.of(evidence.targetScores()));
        }
    },
    /** {@link SoftNeighbourhoodDensity}. */
    SND(
            "snd",
            "entropy of soft neighbourhoods among the target's predictions",
            "0 to ln(N - 1)",
            true,
            "Saito et al. 2021") {
        @Override
        OptionalDouble score(Evidence evidence) {
            return OptionalDouble.of(SoftNeighbourhoodDensity.of(evidence.targetScores()));
        }
    },
    /** Accuracy on the labelled pictures that the network was trained on: it cannot see how well the target fares. */
    SOURCE_ACCURACY(
            "source-accuracy",
            "accuracy on the source's pictures, those trained on",
            "0 to 1",
            true,
            "Ganin et al. 2016") {
        @Override
        OptionalDouble score(Evidence evidence) {
            return evidence.sourceScores() == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(
                            Accuracy.of(Tensors.largestOfRows(evidence.sourceScores()), evidence.sourceLabels()));
        }
    };

    /** The score by which {@code biwaa adapt} and reports choose among trainings; docs/adapt.md says why. */
    public static final Validator CHOSEN_BY = BNM;

    private final String id;
    private final String description;
    private final String range;
    private final boolean higherIsBetter;
    private final String paper;

    Validator(String id, String description, String range, boolean higherIsBetter, String paper) {
        this.id = id;
        this.description = description;
        this.range = range;
        this.higherIsBetter = higherIsBetter;
        this.paper = paper;
    }

    /**
     * What a model makes of both domains.
     *
     * @param targetScores [N_t, K], rows sum to 1
     * @param sourceScores [N_s, K], or null if the source was not scored
     * @param sourceLabels y_s of every source sample
     */
    public record Evidence(Tensor targetScores, @Nullable Tensor sourceScores, int[] sourceLabels) {}

    /** @return the name on the command line and in summary.json */
    public String id() {
        return id;
    }

    /** @return what it is, on one line */
    public String description() {
        return description;
    }

    /** @return its smallest and largest value; K classes, N samples */
    public String range() {
        return range;
    }

    /** @return whether the larger of two values is the better one */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** @return authors and year */
    public String paper() {
        return paper;
    }

    /**
     * One word on a value, by what is usual: the boundaries between the words are no law.
     *
     * @param classes K, at least 2
     * @param samples N of the target, at least 1
     */
    public String reading(double value, int classes, long samples) {
        return switch (this) {
            case ENTROPY -> word(1 - value / Math.log(classes), 0.85, "sure", 0.6, "mixed", "unsure");
            case INFORMATION_MAXIMISATION -> word(value / Math.log(classes), 0.8, "clear", 0.5, "fair", "weak");
            case BNM -> word(value, 0.85, "clear", 0.7, "fair", "weak");
            case SND ->
                word(value / Math.log(Math.max(2, samples / (double) classes)), 0.9, "dense", 0.6, "fair", "scattered");
            case SOURCE_ACCURACY -> word(value, 0.95, "high", 0.8, "fair", "low");
        };
    }

    private static String word(double share, double good, String best, double fair, String middle, String worst) {
        return share >= good ? best : share >= fair ? middle : worst;
    }

    /** @return whether a value is better than another */
    public boolean prefers(double value, double other) {
        return higherIsBetter ? value > other : value < other;
    }

    /** @return the value, or empty if the evidence for it is missing */
    abstract OptionalDouble score(Evidence evidence);

    /** @return the values of all validators there is evidence for, by id */
    public static Map<String, Double> scores(Evidence evidence) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Validator validator : values()) {
            validator.score(evidence).ifPresent(value -> scores.put(validator.id, value));
        }
        return scores;
    }

    /** @return the names of all */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Validator::id).toList();
    }

    /**
     * @param id for example snd
     * @throws InvalidSettingException if there is no such validator
     */
    public static Validator named(String id) {
        return Arrays.stream(values())
                .filter(validator -> validator.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("validator: " + id + ", expected one of "
                        + Arrays.stream(values()).map(Validator::id).collect(Collectors.joining(", "))));
    }
}
