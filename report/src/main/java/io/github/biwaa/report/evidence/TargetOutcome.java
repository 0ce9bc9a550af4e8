package io.github.biwaa.report.evidence;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a run says about every target sample, held against the labels where there are any. */
public final class TargetOutcome {
    private final List<String> classes;
    private final float[][] scores;
    private final Optional<int[]> labels;
    private final int[] predicted;

    /**
     * @param classes names of the K classes
     * @param scores probability of each class, [N_t][K]
     * @param labels the truth; empty without labels
     */
    public TargetOutcome(List<String> classes, float[][] scores, Optional<int[]> labels) {
        this.classes = classes;
        this.scores = scores;
        this.labels = labels;
        this.predicted = new int[scores.length];
        for (int sample = 0; sample < scores.length; sample++) {
            predicted[sample] = largest(scores[sample], -1);
        }
    }

    /** The first of the largest, one class left out. */
    private static int largest(float[] row, int without) {
        int best = without == 0 && row.length > 1 ? 1 : 0;
        for (int k = best + 1; k < row.length; k++) {
            best = k != without && row[k] > row[best] ? k : best;
        }
        return best;
    }

    /** @return names of the K classes */
    public List<String> classes() {
        return classes;
    }

    /** @return N_t */
    public int size() {
        return scores.length;
    }

    /** @return the truth; empty without labels */
    public Optional<int[]> labels() {
        return labels;
    }

    /** @return the most likely class of a sample; of equally likely ones the first */
    public int predicted(int sample) {
        return predicted[sample];
    }

    /** @return the name of the most likely class */
    public String predictedName(int sample) {
        return classes.get(predicted[sample]);
    }

    /** @return how sure the model is of its prediction, 0 to 1 */
    public double confidence(int sample) {
        return scores[sample][predicted[sample]];
    }

    /** @return the class next to the most likely one; the same if there is no other */
    public int runnerUp(int sample) {
        return largest(scores[sample], predicted[sample]);
    }

    /** @return by how much the most likely class leads the next one, 0 to 1 */
    public double margin(int sample) {
        return classes.size() == 1 ? confidence(sample) : confidence(sample) - scores[sample][runnerUp(sample)];
    }

    /** @return whether there is a truth and the prediction is another */
    public boolean wrong(int sample) {
        return labels.isPresent() && labels.get()[sample] != predicted[sample];
    }

    /**
     * How often predictions are right if only the surest ones count.
     *
     * @return for the surest sample, the two surest, ... and all, the share that is right, [N_t]; empty without labels
     */
    public Optional<double[]> accuracyOfSurest() {
        return labels.map(truth -> {
            int[] surestFirst = IntStream.range(0, truth.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(sample -> -confidence(sample)))
                    .mapToInt(Integer::intValue)
                    .toArray();
            double[] accuracy = new double[truth.length];
            int right = 0;
            for (int i = 0; i < accuracy.length; i++) {
                right += wrong(surestFirst[i]) ? 0 : 1;
                accuracy[i] = right / (i + 1.0);
            }
            return accuracy;
        });
    }

    /** @return how many samples are predicted to be of each class */
    public int[] histogram() {
        int[] counts = new int[classes.size()];
        for (int k : predicted) {
            counts[k]++;
        }
        return counts;
    }

    /** @return samples by [true class][predicted class]; empty without labels */
    public Optional<int[][]> confusion() {
        return labels.map(truth -> {
            int[][] counts = new int[classes.size()][classes.size()];
            for (int sample = 0; sample < truth.length; sample++) {
                counts[truth[sample]][predicted[sample]]++;
            }
            return counts;
        });
    }
}
