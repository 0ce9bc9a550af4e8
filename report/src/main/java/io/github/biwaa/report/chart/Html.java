package io.github.biwaa.report.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A piece of HTML or SVG. Markup comes from templates in the source code alone; every value put into one is escaped unless it is such a piece itself, so
 * that no name from a file can become markup.
 *
 * <pre>{@code
 * Html.of("<p title=\"{}\">{}</p>", name, Html.each(words, word -> Html.of("<b>{}</b>", word)))
 * }</pre>
 */
public final class Html {
    /** Nothing. */
    public static final Html NONE = new Html("");

    private static final String GAP = "{}";

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /**
     * Fills a template.
     *
     * @param template a literal, with {@code {}} where values belong
     * @param values one per gap. Pieces of HTML go in as they are, an {@link Optional} its value or nothing, a collection its elements in order, a
     *     {@code double} as a coordinate with one decimal, anything else as escaped text
     * @throws IllegalArgumentException if there are not as many values as gaps
     */
    public static Html of(String template, Object... values) {
        StringBuilder filled = new StringBuilder(template.length() + 32 * values.length);
        int from = 0;
        for (Object value : values) {
            int gap = template.indexOf(GAP, from);
            if (gap < 0) {
                throw new IllegalArgumentException(values.length + " values for the gaps of " + template);
            }
            filled.append(template, from, gap).append(markup(value));
            from = gap + GAP.length();
        }
        if (template.indexOf(GAP, from) >= 0) {
            throw new IllegalArgumentException(values.length + " values for the gaps of " + template);
        }
        return new Html(filled.append(template, from, template.length()).toString());
    }

    private static String markup(Object value) {
        if (value instanceof Html html) {
            return html.markup;
        } else if (value instanceof Optional<?> optional) {
            return optional.map(Html::markup).orElse("");
        } else if (value instanceof Collection<?> all) {
            return all.stream().map(Html::markup).collect(Collectors.joining());
        }
        return value instanceof Double place ? Words.format("%.1f", place) : escape(String.valueOf(value));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** @return a piece for each item, one after the other */
    public static <T> Html each(Collection<T> items, Function<? super T, Html> piece) {
        return of(GAP, items.stream().map(piece).toList());
    }

    /** @return the piece, or nothing if the condition does not hold */
    public static Html when(boolean condition, String template, Object... values) {
        return condition ? of(template, values) : NONE;
    }

    /** @return a file that lies beside this class, as it is: the style sheet or the script */
    public static Html resource(String name) {
        try (InputStream stream = Html.class.getResourceAsStream(name)) {
            return new Html(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return whether there is nothing in it */
    public boolean isEmpty() {
        return markup.isEmpty();
    }

    /** @return the markup */
    @Override
    public String toString() {
        return markup;
    }
}
