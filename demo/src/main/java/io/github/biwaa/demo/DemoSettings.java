package io.github.biwaa.demo;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.demo.drawing.ObjectClass;
import io.github.biwaa.demo.drawing.Shift;
import java.util.Collections;
import java.util.List;

/**
 * How many pictures of which kind.
 *
 * @param sourcePerClass source pictures of every class, 1-9999
 * @param targetCounts target pictures of each class, in {@link ObjectClass}'s order, each 0-9999, at least one in all
 * @param pictureSize side of the square pictures in pixels, 32-256
 * @param shift how far the target lies from the source
 */
public record DemoSettings(int sourcePerClass, List<Integer> targetCounts, int pictureSize, Shift shift) {

    /** Most pictures of one class: file names have four digits for the source. */
    private static final int MOST = 9999;

    /** From 150 down to 50 by equal ratios, spread over the classes so that look-alikes are not equally common. */
    private static final List<Integer> UNBALANCED = List.of(81, 50, 117, 104, 92, 57, 72, 150, 133, 64);

    /** @throws InvalidSettingException naming the component that is out of range */
    public DemoSettings {
        require(sourcePerClass >= 1 && sourcePerClass <= MOST, "sourcePerClass", sourcePerClass, "1-" + MOST);
        targetCounts = List.copyOf(targetCounts);
        int classes = ObjectClass.values().length;
        require(targetCounts.size() == classes, "targetCounts", targetCounts, classes + " numbers");
        for (int count : targetCounts) {
            require(count >= 0 && count <= MOST, "targetCounts", targetCounts, "each 0-" + MOST);
        }
        require(
                targetCounts.stream().anyMatch(count -> count > 0),
                "targetCounts",
                targetCounts,
                "at least one above 0");
        require(pictureSize >= 32 && pictureSize <= 256, "pictureSize", pictureSize, "32-256");
        require(shift != null, "shift", shift, List.of(Shift.values()));
    }

    /** @return the demo's own: 100 source pictures a class, 920 unbalanced target pictures, 64 pixels, default shift */
    public static DemoSettings defaults() {
        return new DemoSettings(100, UNBALANCED, 64, Shift.DEFAULT);
    }

    /**
     * The same but for the shift.
     *
     * @param other how far the target shall lie from the source
     * @return the variation
     */
    public DemoSettings withShift(Shift other) {
        return new DemoSettings(sourcePerClass, targetCounts, pictureSize, other);
    }

    /** @return the same, with about as many target pictures, equally many of every class */
    public DemoSettings withBalancedTarget() {
        int total = targetCounts.stream().mapToInt(Integer::intValue).sum();
        int each = Math.max(1, Math.round((float) total / targetCounts.size()));
        return new DemoSettings(sourcePerClass, Collections.nCopies(targetCounts.size(), each), pictureSize, shift);
    }

    private static void require(boolean holds, String key, Object found, Object expected) {
        if (!holds) {
            throw new InvalidSettingException("%s: %s; expected %s".formatted(key, found, expected));
        }
    }
}
