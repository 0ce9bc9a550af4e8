package io.github.biwaa.evaluation;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import org.jspecify.annotations.Nullable;

/**
 * How frequent a class is in the source, and how frequent it probably is in the target ({@link LabelShift}).
 *
 * @param name of the class
 * @param source share of the source's samples, 0 to 1
 * @param predicted share of the target's samples that are predicted to be of this class, 0 to 1
 * @param bbse share of the target by black box shift estimation, 0 to 1; null if it cannot be estimated
 * @param em share of the target by expectation maximisation, 0 to 1
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClassFrequency(
        String name,
        double source,
        double predicted,
        @Nullable Double bbse,
        double em) {
    /** A class is missing if it is so much rarer than in the source. */
    private static final double RARE = 0.1;

    /** Of fewer samples, none may be there by chance. */
    private static final double FEWEST = 5;

    /**
     * Whether the target seems to lack the class: by both estimates it has less than a tenth of the share that it has in the source, although a target like
     * the source would contain several samples of it.
     *
     * @param samples N_t
     */
    public boolean missing(int samples) {
        return source * samples >= FEWEST && em < RARE * source && (bbse == null || bbse < RARE * source);
    }
}
