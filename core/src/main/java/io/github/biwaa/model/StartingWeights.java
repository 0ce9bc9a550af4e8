package io.github.biwaa.model;

/**
 * What a backbone started from.
 *
 * @param name the file's name, or {@code none}
 * @param sha256 the file's hash in hexadecimal, or null without a file
 */
public record StartingWeights(String name, String sha256) {
    /** Trained from scratch. */
    public static final StartingWeights NONE = new StartingWeights("none", null);
}
