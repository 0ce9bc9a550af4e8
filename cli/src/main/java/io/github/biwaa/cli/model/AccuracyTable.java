package io.github.biwaa.cli.model;

import io.github.biwaa.evaluation.ClassTally;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Prints how often predictions are right: of each class, and of all. */
final class AccuracyTable {
    private static final int LEAST_WIDTH = 5;

    private AccuracyTable() {}

    static void print(PrintWriter messages, ClassTally tally, List<String> classes) {
        int width = classes.stream().mapToInt(String::length).max().orElse(0);
        String names = "%-" + Math.max(LEAST_WIDTH, width) + "s";
        messages.println();
        messages.printf(Locale.ROOT, names + "  labelled     right  accuracy%n", "class");
        for (int k = 0; k < classes.size(); k++) {
            if (tally.samples(k) > 0) {
                row(messages, names, classes.get(k), tally.samples(k), tally.right(k));
            }
        }
        row(messages, names, "all", tally.samples(), tally.right());
        messages.printf(Locale.ROOT, "Mean of the classes: %.1f %%%n", 100 * tally.meanOfClasses());
    }

    private static void row(PrintWriter messages, String names, String name, long samples, long right) {
        messages.printf(Locale.ROOT, names + "  %,8d  %,8d  %6.1f %%%n", name, samples, right, 100.0 * right / samples);
    }
}
