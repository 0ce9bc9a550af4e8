package io.github.biwaa.demo;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.demo.drawing.ObjectClass;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;

/**
 * The target's true classes, kept aside for scoring; training never reads them.
 *
 * @param byPath {@link ObjectClass#label} by picture, for example {@code target/0007.png}; unmodifiable, in the order of the pictures' names
 */
public record DemoLabels(Map<String, String> byPath) {

    static final String HEADER = "path,class";

    /** Fixes the map. */
    public DemoLabels {
        byPath = Collections.unmodifiableMap(byPath);
    }

    /**
     * Reads target-labels.csv.
     *
     * @param file see {@link DemoFolder#targetLabels}
     * @return the labels
     * @throws BiwaaException if the file cannot be read, or naming the line that does not fit
     */
    public static DemoLabels read(Path file) {
        return new DemoLabels(AsideTable.read(file, HEADER, cells -> known(cells[1])));
    }

    private static String known(String label) {
        if (Arrays.stream(ObjectClass.values())
                .noneMatch(object -> object.label().equals(label))) {
            throw new BiwaaException("unknown class '%s'; expected one of %s"
                    .formatted(
                            label,
                            Arrays.stream(ObjectClass.values())
                                    .map(ObjectClass::label)
                                    .toList()));
        }
        return label;
    }
}
