package io.github.biwaa.array;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files that NumPy and SciPy wrote (test resources, folder arrays): six samples of three features, value(i, j) = 10 i + j - 2.5. */
public final class StoredFiles {
    private StoredFiles() {}

    /** @return the file of that name */
    public static Path file(String name) {
        try {
            return Path.of(StoredFiles.class.getResource("/arrays/" + name).toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return value(i, j), row by row */
    public static double[] features() {
        double[] values = new double[18];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 3; j++) {
                values[3 * i + j] = 10 * i + j - 2.5;
            }
        }
        return values;
    }

    /** @return all values in the order of the file */
    static double[] values(StoredArray array) {
        List<Double> values = new ArrayList<>();
        array.read(values::add);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
