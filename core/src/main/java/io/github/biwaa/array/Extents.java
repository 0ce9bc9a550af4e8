package io.github.biwaa.array;

/** Sizes of arrays, as files claim them. */
final class Extents {
    /** More than any disk holds, and far from overflow. */
    private static final long MOST_VALUES = 1L << 48;

    private Extents() {}

    /** @return the number of values of such an array */
    static long product(long[] shape) throws BrokenFileException {
        long count = 1;
        for (long extent : shape) {
            if (extent < 0 || extent > 0 && count > MOST_VALUES / extent) {
                throw new BrokenFileException("an array of impossible size");
            }
            count *= extent;
        }
        return count;
    }
}
