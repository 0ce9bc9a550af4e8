package io.github.biwaa.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a backbone started from.
 *
 * @param name the file's name, or {@code none}
 * @param sha256 the file's hash in hexadecimal, or null without a file
 * @param hub the model on the Hugging Face hub that the file belongs to, with its commit: {@code hf:owner/name@COMMIT}; null for other files
 * @param licence of the weights as the model's page on the hub states it; null if it does not, and for other files
 */
public record StartingWeights(
        String name,
        @Nullable String sha256,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String hub,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String licence) {
    /** Trained from scratch. */
    public static final StartingWeights NONE = new StartingWeights("none", null);

    /** Those of a file that is no model's on the hub. */
    public StartingWeights(String name, @Nullable String sha256) {
        this(name, sha256, null, null);
    }
}
