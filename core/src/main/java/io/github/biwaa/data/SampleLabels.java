package io.github.biwaa.data;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.array.CsvTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The labels of embeddings as their file has them: whole numbers, or names.
 *
 * @param title file and name, for messages
 * @param values the different labels, in the order of their first sample; numbers are written without a point
 * @param codes for each sample the place of its label in {@code values}
 * @param numbers whether all labels are whole numbers
 * @param places where a message says that each sample is: a line number, or a row
 */
record SampleLabels(String title, List<String> values, int[] codes, boolean numbers, Places places) {

    /** Says where a sample is. */
    @FunctionalInterface
    interface Places {
        /** Rows as NumPy counts them. */
        Places ROWS = sample -> "row " + sample + " (counted from 0)";

        /** @param sample from 0 */
        String of(int sample);
    }

    /** @return the number of samples */
    int size() {
        return codes.length;
    }

    /** @return the error that the label of the first sample with that value is wrong; {@code why} is a sentence without its full stop */
    BiwaaException wrong(int code, String why) {
        int sample = 0;
        while (codes[sample] != code) {
            sample++;
        }
        return new BiwaaException(
                title + ", " + places.of(sample) + ": the label is " + values.get(code) + ", " + why + ".");
    }

    /** Collects labels one by one. */
    static final class Builder {
        private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?\\d{1,18}(\\.0*)?");
        private static final int LARGEST = 99_999;

        private final String title;
        private final Map<String, Integer> codeOf = new LinkedHashMap<>();
        private int[] codes = new int[1024];
        private int size;

        Builder(String title) {
            this.title = title;
        }

        Builder add(String label) {
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, 2 * size);
            }
            codes[size++] = codeOf.computeIfAbsent(label, unknown -> codeOf.size());
            return this;
        }

        /** Adds a number as an array has it; {@link #build} refuses it if it is not whole. */
        Builder add(double label) {
            return add(
                    label == Math.rint(label) && Math.abs(label) <= 1L << 53
                            ? Long.toString((long) label)
                            : Double.toString(label));
        }

        /**
         * Labels that must be numbers.
         *
         * @throws BiwaaException if one is not whole, below 0 or too large
         */
        SampleLabels numbers(Places places) {
            SampleLabels plain = names(places);
            for (int code = 0; code < plain.values.size(); code++) {
                if (!WHOLE_NUMBER.matcher(plain.values.get(code)).matches()) {
                    throw plain.wrong(code, "expected a whole number from 0 to " + LARGEST);
                }
            }
            return inRange(plain);
        }

        /**
         * Labels of a text: numbers if all of them are, else names.
         *
         * @throws BiwaaException if they are numbers and one is not whole, below 0 or too large
         */
        SampleLabels build(Places places) {
            boolean numbers = codeOf.keySet().stream().allMatch(CsvTable::isNumber);
            return numbers ? numbers(places) : names(places);
        }

        private SampleLabels names(Places places) {
            return new SampleLabels(title, new ArrayList<>(codeOf.keySet()), Arrays.copyOf(codes, size), false, places);
        }

        /** 1, 01 and 1.0 are one number. */
        private static SampleLabels inRange(SampleLabels plain) {
            Map<String, Integer> codeOf = new LinkedHashMap<>();
            int[] newCodes = new int[plain.values.size()];
            for (int code = 0; code < newCodes.length; code++) {
                long number = Long.parseLong(plain.values.get(code).replaceAll("\\..*", ""));
                if (number < 0 || number > LARGEST) {
                    throw plain.wrong(code, "expected a whole number from 0 to " + LARGEST);
                }
                newCodes[code] = codeOf.computeIfAbsent(Long.toString(number), unknown -> codeOf.size());
            }
            int[] codes = Arrays.stream(plain.codes).map(code -> newCodes[code]).toArray();
            return new SampleLabels(plain.title, new ArrayList<>(codeOf.keySet()), codes, true, plain.places);
        }
    }
}
