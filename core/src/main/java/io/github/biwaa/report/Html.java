package io.github.biwaa.report;

import java.util.Locale;

/** Text and numbers as they stand in a page. */
final class Html {

    private Html() {}

    /**
     * @param longest letters, from 2
     * @return the text, or its beginning and an ellipsis if it is longer; no letter is cut in two
     */
    static String shortened(String text, int longest) {
        return text.codePointCount(0, text.length()) <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
    }

    /** @return the text with everything escaped that HTML and SVG would take for markup */
    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** @return {@link String#format} with a point for decimals, whatever the locale */
    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** @return a share of 1 in percent with one decimal, for example 84.3 % */
    static String percent(double share) {
        return format("%.1f\u202f%%", 100 * share);
    }

    /** @return a number as short as it can be told apart by its neighbours in a chart */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e7) {
            return format("%,d", (long) value);
        }
        String text = format("%.4g", value);
        if (text.contains("e")) {
            return text.replaceFirst("\\.?0+e", "e").replaceFirst("e([+-])0", "e$1");
        }
        return text.contains(".") ? text.replaceFirst("\\.?0+$", "") : text;
    }

    /** @return a coordinate with as many digits as the eye can see */
    static String coordinate(double value) {
        return format("%.1f", value);
    }

    /** @return seconds as people say them, for example 3 min 24 s */
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + " s";
        }
        return whole < 3600
                ? whole / 60 + " min " + whole % 60 + " s"
                : whole / 3600 + " h " + whole % 3600 / 60 + " min";
    }
}
