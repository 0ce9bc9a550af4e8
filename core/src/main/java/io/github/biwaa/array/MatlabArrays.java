package io.github.biwaa.array;

import io.github.biwaa.BiwaaException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The variables of a MATLAB file that are arrays of numbers. */
final class MatlabArrays {
    private static final int BUFFER = 1 << 16;

    private MatlabArrays() {}

    private record MatlabArray(Path file, String name, long[] shape) implements StoredArray {
        @Override
        public String title() {
            return name + " in " + file;
        }

        @Override
        public long[] shape() {
            return shape.clone();
        }

        @Override
        public boolean firstAxisFastest() {
            return true;
        }

        @Override
        public void read(Sink sink) {
            ArrayFiles.reading(file, () -> {
                try (MatlabFile matlab = open(file)) {
                    MatlabVariable variable = matlab.find(name);
                    if (variable == null || variable.length() != size()) {
                        throw new BrokenFileException("it has changed while it was read");
                    }
                    variable.read(sink);
                    return variable;
                }
            });
        }
    }

    private static MatlabFile open(Path file) throws IOException {
        return MatlabFile.open(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    }

    /**
     * @param others told what the file holds besides
     * @throws BiwaaException if the file is missing, damaged or none of format 5
     */
    static List<StoredArray> of(Path file, List<String> others) {
        return ArrayFiles.reading(file, () -> {
            List<StoredArray> arrays = new ArrayList<>();
            try (MatlabFile matlab = open(file)) {
                for (MatlabVariable variable = matlab.next(); variable != null; variable = matlab.next()) {
                    if (variable.numeric()) {
                        arrays.add(new MatlabArray(file, variable.name(), variable.shape()));
                    } else {
                        others.add(variable.described());
                    }
                }
            }
            return arrays;
        });
    }
}
