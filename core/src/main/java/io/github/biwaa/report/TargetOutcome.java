package io.github.biwaa.report;

import java.util.List;
import java.util.Optional;

/**
 * What the last run says about every target picture, held against the labels where there are any.
 *
 * @param classes names of the K classes
 * @param scores probability of each class, [N_t][K]
 * @param labels the truth; empty without labels
 */
record TargetOutcome(List<String> classes, float[][] scores, Optional<int[]> labels) {

    /** @return the most likely class of a picture; of equally likely ones the first */
    int predicted(int sample) {
        float[] row = scores[sample];
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            if (row[k] > row[best]) {
                best = k;
            }
        }
        return best;
    }

    /** @return how sure the model is of its prediction, 0 to 1 */
    double confidence(int sample) {
        return scores[sample][predicted(sample)];
    }

    /** @return by how much the most likely class leads the next one, 0 to 1 */
    double margin(int sample) {
        int best = predicted(sample);
        double next = 0;
        for (int k = 0; k < classes.size(); k++) {
            next = k == best ? next : Math.max(next, scores[sample][k]);
        }
        return scores[sample][best] - next;
    }

    /** @return the class next to the most likely one */
    int runnerUp(int sample) {
        int best = predicted(sample);
        int next = best == 0 ? 1 : 0;
        for (int k = 0; k < classes.size(); k++) {
            if (k != best && scores[sample][k] > scores[sample][next]) {
                next = k;
            }
        }
        return Math.min(next, classes.size() - 1);
    }

    /** @return how many pictures are predicted to be of each class */
    int[] histogram() {
        int[] counts = new int[classes.size()];
        for (int sample = 0; sample < scores.length; sample++) {
            counts[predicted(sample)]++;
        }
        return counts;
    }

    /** @return pictures by [true class][predicted class]; empty without labels */
    Optional<int[][]> confusion() {
        return labels.map(truth -> {
            int[][] counts = new int[classes.size()][classes.size()];
            for (int sample = 0; sample < scores.length; sample++) {
                counts[truth[sample]][predicted(sample)]++;
            }
            return counts;
        });
    }
}
