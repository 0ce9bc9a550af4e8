package io.github.biwaa.report.evidence;

import io.github.biwaa.prediction.UnknownTally;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What it takes the samples, scores and networks of a training to know.
 *
 * @param outcome what the last run predicts
 * @param files where each sample of the target lies, in the order of the outcome
 * @param pictures whether these are pictures, which can be shown, rather than embeddings
 * @param upright whether pictures are turned by their EXIF orientation
 * @param sampling how each run drew the target
 * @param unknown how well pictures of no class are told from others; empty if no review named any
 * @param maps features before and after the training; those that cannot be had are left out
 */
public record Evidence(
        TargetOutcome outcome,
        List<Path> files,
        boolean pictures,
        boolean upright,
        List<TargetSampling> sampling,
        Optional<UnknownTally> unknown,
        List<FeatureMap> maps) {

    /** @return of each class the most surely predicted samples */
    public List<int[]> confident(int each) {
        return perClass(each, Comparator.comparingDouble(outcome::confidence).reversed());
    }

    /** @return of each class the samples that are predicted to be of it by the smallest lead */
    public List<int[]> contested(int each) {
        return perClass(each, Comparator.comparingDouble(outcome::margin));
    }

    /** The first samples of each predicted class in the given order; of equals the one listed first. */
    private List<int[]> perClass(int each, Comparator<Integer> order) {
        return IntStream.range(0, outcome.classes().size())
                .mapToObj(k -> IntStream.range(0, outcome.size())
                        .filter(sample -> outcome.predicted(sample) == k)
                        .boxed()
                        .sorted(order)
                        .limit(each)
                        .mapToInt(Integer::intValue)
                        .toArray())
                .toList();
    }
}
