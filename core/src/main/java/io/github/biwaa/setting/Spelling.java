package io.github.biwaa.setting;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds what a misspelt name probably means. */
public final class Spelling {

    private Spelling() {}

    /**
     * The nearest of some names. Case, spaces and punctuation do not count: ResNet-50 and resnet_50 mean the same to a person.
     *
     * @param names at least one
     */
    public static String nearest(String wanted, Collection<String> names) {
        String letters = lettersAndDigits(wanted);
        return names.stream()
                .min(Comparator.comparingInt(name -> distance(letters, lettersAndDigits(name))))
                .orElseThrow();
    }

    private static String lettersAndDigits(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    /** How many letters to insert, remove or replace to get from one word to the other (Levenshtein). */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
