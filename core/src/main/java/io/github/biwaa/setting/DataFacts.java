package io.github.biwaa.setting;

import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What defaults follow from once data are read.
 *
 * @param kind of the samples
 * @param targetSize N_t; empty before data are read
 * @param featureScale what embeddings should be multiplied by; empty for pictures, whose backbone decides, and before data are read
 */
public record DataFacts(SampleKind kind, OptionalInt targetSize, OptionalDouble featureScale) {

    /** @return facts about data that are not read */
    public static DataFacts unread(SampleKind kind) {
        return new DataFacts(kind, OptionalInt.empty(), OptionalDouble.empty());
    }

    /** @return numbers in place of what is not read, to check settings that do not depend on it */
    public static DataFacts assumed(SampleKind kind) {
        return new DataFacts(kind, OptionalInt.of(1), OptionalDouble.of(1));
    }

    /**
     * @param targetSize N_t
     * @return facts about pictures
     */
    public static DataFacts pictures(int targetSize) {
        return new DataFacts(SampleKind.PICTURES, OptionalInt.of(targetSize), OptionalDouble.empty());
    }

    /**
     * @param targetSize N_t
     * @param featureScale what the embeddings should be multiplied by
     * @return facts about embeddings
     */
    public static DataFacts embeddings(int targetSize, double featureScale) {
        return new DataFacts(SampleKind.EMBEDDINGS, OptionalInt.of(targetSize), OptionalDouble.of(featureScale));
    }
}
