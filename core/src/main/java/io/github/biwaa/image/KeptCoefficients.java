package io.github.biwaa.image;

import java.util.LinkedHashMap;
import java.util.Map;

/** Resampling coefficients, made once for each pair of sizes that comes often. It is meant to be one per thread; it is not thread-safe. */
final class KeptCoefficients {
    /** Enough for every crop width and height of a 256 x 256 picture at once. */
    private static final int MOST = 512;
    /** Those of large photographs are made anew each time: next to decoding one that is nothing. */
    private static final int LARGEST = 8192;

    private record Sizes(int inSize, int outSize, Resampling resampling) {}

    private final Map<Sizes, ResamplingCoefficients> kept = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Sizes, ResamplingCoefficients> eldest) {
            return size() > MOST;
        }
    };

    ResamplingCoefficients get(int inSize, int outSize, Resampling resampling) {
        Sizes sizes = new Sizes(inSize, outSize, resampling);
        ResamplingCoefficients coefficients = kept.get(sizes);
        if (coefficients == null) {
            coefficients = new ResamplingCoefficients(inSize, outSize, resampling);
            if (coefficients.weights.length <= LARGEST) {
                kept.put(sizes, coefficients);
            }
        }
        return coefficients;
    }
}
