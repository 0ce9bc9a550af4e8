package io.github.biwaa.evaluation;

/** How often predictions are right. */
public final class Accuracy {

    private Accuracy() {}

    /**
     * @param predictions class numbers
     * @param labels class numbers, as many
     * @return the share that agrees, 0 to 1
     */
    public static double of(int[] predictions, int[] labels) {
        if (predictions.length != labels.length || labels.length == 0) {
            throw new IllegalArgumentException(predictions.length + " predictions for " + labels.length + " labels");
        }
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            if (predictions[i] == labels[i]) {
                right++;
            }
        }
        return right / (double) labels.length;
    }
}
