package io.github.biwaa.evaluation;

import io.github.biwaa.model.Calibration;

/**
 * What a network says about samples: probabilities of each class, and what estimates take from them.
 *
 * @param probabilities [N][K], N at least 1; rows sum to 1
 */
record ScoredSamples(double[][] probabilities) {

    /** @return the same at a temperature */
    ScoredSamples at(double temperature) {
        double[][] scaled = new double[probabilities.length][];
        for (int sample = 0; sample < scaled.length; sample++) {
            scaled[sample] = Calibration.scaled(probabilities[sample], temperature);
        }
        return new ScoredSamples(scaled);
    }

    /** @return the probability of the most likely class of each sample */
    double[] confidences() {
        double[] confidences = new double[probabilities.length];
        for (int sample = 0; sample < confidences.length; sample++) {
            confidences[sample] = probabilities[sample][largest(probabilities[sample])];
        }
        return confidences;
    }

    /** @return the negative entropy of each sample: 0 for one class, -ln K for all classes alike */
    double[] negativeEntropies() {
        double[] values = new double[probabilities.length];
        for (int sample = 0; sample < values.length; sample++) {
            for (double probability : probabilities[sample]) {
                values[sample] += probability > 0 ? probability * Math.log(probability) : 0;
            }
        }
        return values;
    }

    /** @return whether the most likely class of each sample is its label */
    boolean[] correct(int[] labels) {
        boolean[] correct = new boolean[labels.length];
        for (int sample = 0; sample < labels.length; sample++) {
            correct[sample] = largest(probabilities[sample]) == labels[sample];
        }
        return correct;
    }

    private static int largest(double[] row) {
        int best = 0;
        for (int k = 1; k < row.length; k++) {
            best = row[k] > row[best] ? k : best;
        }
        return best;
    }
}
