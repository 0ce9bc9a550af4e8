package io.github.biwaa.samples.batch;

import java.util.Arrays;

/** The samples of each class, and how long a class-balanced round over some classes is. */
final class ClassLists {

    private ClassLists() {}

    /**
     * @return for each class, the numbers of its samples in list order
     * @throws IllegalArgumentException if a label is no class's number
     */
    static int[][] of(int[] labels, int classes) {
        int[] counts = new int[classes];
        for (int sample = 0; sample < labels.length; sample++) {
            int label = labels[sample];
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(
                        "label " + label + " of sample " + sample + ", expected 0 to " + (classes - 1));
            }
            counts[label]++;
        }
        int[][] lists = new int[classes][];
        for (int k = 0; k < classes; k++) {
            lists[k] = new int[counts[k]];
        }
        int[] filled = new int[classes];
        for (int sample = 0; sample < labels.length; sample++) {
            int k = labels[sample];
            lists[k][filled[k]++] = sample;
        }
        return lists;
    }

    /** @return floor(n_min K / B), n_min the size of the smallest list and K the number of lists */
    static int roundLength(int[][] lists, int batchSize) {
        int smallest = Arrays.stream(lists).mapToInt(list -> list.length).min().orElse(0);
        return Math.toIntExact((long) smallest * lists.length / batchSize);
    }
}
