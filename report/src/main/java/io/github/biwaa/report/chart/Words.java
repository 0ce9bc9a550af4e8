package io.github.biwaa.report.chart;

import java.util.Locale;

/** Numbers and names as people read them. */
public final class Words {

    private Words() {}

    /**
     * @param longest letters, from 2
     * @return the text, or its beginning and an ellipsis if it is longer; no letter is cut in two
     */
    public static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** @return {@link String#format} with a point for decimals, whatever the locale */
    public static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** @return a share of 1 in percent with one decimal, for example 84.3 % */
    public static String percent(double share) {
        return format("%.1f\u202f%%", 100 * share);
    }

    /** @return a number with as few digits as tell it from its neighbours in a chart */
    public static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e7) {
            return format("%,d", (long) value);
        }
        String text = format("%.4g", value);
        if (text.contains("e")) {
            return text.replaceFirst("\\.?0+e", "e").replaceFirst("e([+-])0", "e$1");
        }
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** @return a count and its noun, in the plural unless it is one, for example 3 runs */
    public static String count(long count, String noun) {
        return number(count) + " " + noun + (count == 1 ? "" : "s");
    }

    /** @return seconds as people say them, for example 3 min 24 s */
    public static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
