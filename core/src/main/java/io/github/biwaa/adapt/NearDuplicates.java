package io.github.biwaa.adapt;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds nearly equal pictures without comparing all with all: two hashes that differ in at most three of 64 signs agree in at least one of the four
 * quarters, so only those with an equal quarter are compared.
 */
final class NearDuplicates {
    private static final int QUARTERS = PictureHash.MOST_SIGNS + 1;
    private static final int BITS = Long.SIZE / QUARTERS;

    private final List<PictureHash> hashes;
    private final List<Map<Integer, List<Integer>>> byQuarter = new ArrayList<>();

    /** @param hashes of the pictures to search among */
    NearDuplicates(List<PictureHash> hashes) {
        this.hashes = hashes;
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            Map<Integer, List<Integer>> places = new HashMap<>();
            for (int picture = 0; picture < hashes.size(); picture++) {
                places.computeIfAbsent(key(hashes.get(picture), quarter), key -> new ArrayList<>())
                        .add(picture);
            }
            byQuarter.add(places);
        }
    }

    private static int key(PictureHash hash, int quarter) {
        return (int) (hash.signs() >>> quarter * BITS) & ((1 << BITS) - 1);
    }

    /**
     * The first picture that is nearly the same as another one.
     *
     * @param before only pictures of smaller numbers count
     * @return its number, or -1
     */
    int find(PictureHash wanted, int before) {
        int first = before;
        for (int quarter = 0; quarter < QUARTERS; quarter++) {
            for (int picture : byQuarter.get(quarter).getOrDefault(key(wanted, quarter), List.of())) {
                if (picture >= first) {
                    break;
                }
                if (hashes.get(picture).isNear(wanted)) {
                    first = picture;
                }
            }
        }
        return first == before ? -1 : first;
    }
}
