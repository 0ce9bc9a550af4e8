package io.github.biwaa.chain;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.Sha256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A teacher's opinion of the samples of a run (SWG, Westfechtel et al. 2025; docs/method.md): of the target, and of the source if that was asked.
 *
 * @param target of all target samples
 * @param source of all source samples, those included that a chain has added
 */
public record Guide(TeacherScores target, Optional<TeacherScores> source) {
    /**
     * Makes a teacher as sure as wanted, by one steepness for both domains.
     *
     * @param target its scores, [N_t, K] row by row: logits, or logarithms of probabilities
     * @param source the same for the source, [N_s, K]
     * @param confidence the mean largest probability, above 0 and below 1
     * @throws InvalidSettingException if no steepness gives that
     */
    public static Guide of(double[] target, Optional<double[]> source, int classes, double confidence) {
        List<double[]> domains = new ArrayList<>(List.of(target));
        source.ifPresent(domains::add);
        OptionalDouble steepness = TeacherScores.steepness(domains, classes, confidence);
        if (steepness.isEmpty()) {
            throw new InvalidSettingException("guide-confidence: " + confidence + " cannot be reached by sharpening"
                    + " the guide's scores of " + classes + " classes; expected more than 1/" + classes
                    + ", and less than the share of samples with one best class");
        }
        double tau = steepness.getAsDouble();
        return new Guide(
                TeacherScores.of(target, classes, tau), source.map(scores -> TeacherScores.of(scores, classes, tau)));
    }

    /** What the teacher says if some source samples are left out: those of other numbers than these. */
    public Guide ofSource(int[] samples) {
        return new Guide(target, source.map(scores -> scores.part(samples)));
    }

    /** What the teacher says once some target samples are source samples, too. */
    Guide plus(int[] targetSamples) {
        return new Guide(target, source.map(scores -> scores.plus(target, targetSamples)));
    }

    /** @return a hash of all it says */
    String sha256() {
        List<String> lines = new ArrayList<>(List.of(Arrays.toString(target.probabilities())));
        source.ifPresent(scores -> lines.add(Arrays.toString(scores.probabilities())));
        return Sha256.of(lines);
    }
}
