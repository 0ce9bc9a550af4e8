package io.github.biwaa.demo;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.demo.drawing.PixelBox;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

/**
 * Where the object is in each picture, kept aside: a heat map can be held against it.
 *
 * @param byPath the box by picture, for example {@code source/mug/0007.png}; unmodifiable
 */
public record ObjectPlaces(Map<String, PixelBox> byPath) {

    static final String HEADER = "path,left,top,width,height";

    /** Fixes the map. */
    public ObjectPlaces {
        byPath = Collections.unmodifiableMap(byPath);
    }

    /**
     * Reads objects.csv.
     *
     * @param file see {@link DemoFolder#objects}
     * @return the places
     * @throws BiwaaException if the file cannot be read, or naming the line that does not fit
     */
    public static ObjectPlaces read(Path file) {
        return new ObjectPlaces(AsideTable.read(file, HEADER, ObjectPlaces::box));
    }

    private static PixelBox box(String[] cells) {
        return new PixelBox(
                Integer.parseInt(cells[1]),
                Integer.parseInt(cells[2]),
                Integer.parseInt(cells[3]),
                Integer.parseInt(cells[4]));
    }

    /** A row of the table. */
    static String row(String path, PixelBox box) {
        return path + "," + box.left() + "," + box.top() + "," + box.width() + "," + box.height();
    }
}
