package io.github.biwaa.adaptation.classification;

import java.util.stream.IntStream;

/**
 * How three blocks of B samples (source, target, target's second views) are dealt out to three passes of B, so that batch norm sees some labelled
 * samples in each (Berthelot et al. 2019, as Westfechtel et al. 2024 apply it): with b = 1, 2, block 0 and block b swap their b-th thirds. Where B is
 * not divisible by 3, the last thirds are larger.
 */
final class Interleaving {
    static final int BLOCKS = 3;

    private Interleaving() {}

    /**
     * The order is its own inverse.
     *
     * @param size B
     * @return which element each place holds, [3B]; elements are numbered block by block
     */
    static int[] order(int size) {
        int[] order = IntStream.range(0, BLOCKS * size).toArray();
        for (int block = 1; block < BLOCKS; block++) {
            for (int place = offset(block, size); place < offset(block + 1, size); place++) {
                order[place] = block * size + place;
                order[block * size + place] = place;
            }
        }
        return order;
    }

    /** @return where a third begins */
    static int offset(int third, int size) {
        int larger = Math.max(0, third - (BLOCKS - size % BLOCKS));
        return third * (size / BLOCKS) + larger;
    }
}
