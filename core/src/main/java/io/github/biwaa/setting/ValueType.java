package io.github.biwaa.setting;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How values of a setting are read and written.
 *
 * @param label stands for a value in help: {@code N}, {@code PATH}
 * @param words what is expected, for messages: {@code a whole number}
 * @param parser of a value's text; throws {@link IllegalArgumentException} if it is none
 * @param printer to what config.yaml holds: a text, a number or a truth value, which the parser reads back
 * @param choices the texts of all values; empty if there are too many
 */
public record ValueType<T>(
        String label, String words, Function<String, T> parser, Function<T, Object> printer, List<String> choices) {
    /** Whole numbers. */
    public static final ValueType<Integer> WHOLE = plain("N", "a whole number", Integer::valueOf);
    /** Large whole numbers. */
    public static final ValueType<Long> LONG = plain("N", "a whole number", Long::valueOf);
    /** Numbers. */
    public static final ValueType<Double> NUMBER = plain("X", "a number", Double::valueOf);
    /** On or off; on the command line a flag without a value, and its negation. */
    public static final ValueType<Boolean> SWITCH =
            choice(String::valueOf, true, false).printed(value -> value);
    /** Files and folders, written with absolute paths. */
    public static final ValueType<Path> PATH = new ValueType<>(
            "PATH",
            "a path",
            Path::of,
            path -> path.toAbsolutePath().normalize().toString(),
            List.of());

    /**
     * Numbers, separated by commas.
     *
     * @param words what is expected, for messages
     */
    public static ValueType<List<Double>> numbers(String words) {
        return text(
                "X,X,...",
                words,
                text -> Arrays.stream(text.split(","))
                        .map(String::trim)
                        .map(Double::valueOf)
                        .toList(),
                values -> values.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }

    private static <T> ValueType<T> plain(String label, String words, Function<String, T> parser) {
        return new ValueType<>(label, words, parser, value -> value, List.of());
    }

    /**
     * A few values by name, in upper or lower case.
     *
     * @param name of a value
     * @param values all there are
     */
    @SafeVarargs
    public static <T> ValueType<T> choice(Function<T, String> name, T... values) {
        List<String> names = Arrays.stream(values).map(name).toList();
        String allButLast = String.join(", ", names.subList(0, names.size() - 1));
        return new ValueType<>(
                "NAME",
                allButLast + " or " + names.get(names.size() - 1),
                text -> Arrays.stream(values)
                        .filter(value -> name.apply(value).equalsIgnoreCase(text))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new),
                name::apply,
                names);
    }

    /** {@link #choice(Function, Object[])} of an enum's constants, in lower case with hyphens. */
    @SafeVarargs
    public static <E extends Enum<E>> ValueType<E> choice(E... values) {
        return choice(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-'), values);
    }

    /**
     * Values that know how they are written.
     *
     * @param words what is expected, for messages
     */
    public static <T> ValueType<T> text(
            String label, String words, Function<String, T> parser, Function<T, String> printer) {
        return new ValueType<>(label, words, parser, printer::apply, List.of());
    }

    private ValueType<T> printed(Function<T, Object> other) {
        return new ValueType<>(label, words, parser, other, choices);
    }
}
