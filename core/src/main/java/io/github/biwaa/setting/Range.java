package io.github.biwaa.setting;

import java.util.function.Predicate;

/**
 * The values a setting may have.
 *
 * @param contains whether a value is one of them
 * @param words what is expected, for messages: {@code at least 1}
 */
public record Range<T>(Predicate<T> contains, String words) {

    /** @return whole numbers from {@code least} */
    public static Range<Integer> atLeast(int least) {
        return new Range<>(value -> value >= least, "at least " + least);
    }

    /** @return finite numbers above 0 */
    public static Range<Double> aboveZero() {
        return new Range<>(value -> value > 0 && Double.isFinite(value), "a number above 0");
    }
}
