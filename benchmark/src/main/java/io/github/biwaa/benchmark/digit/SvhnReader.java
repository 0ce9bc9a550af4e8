package io.github.biwaa.benchmark.digit;

import io.github.biwaa.array.MatlabFile;
import io.github.biwaa.array.MatlabVariable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** SVHN's cropped digits: X, [32, 32, 3, N] bytes in MATLAB's order (first axis fastest), and y, [N, 1], 1 to 10. */
final class SvhnReader extends DigitReader {
    private static final int SIDE = 32;
    private static final int PLANE = SIDE * SIDE;

    SvhnReader(Path file) {
        super(file);
    }

    @Override
    int[] readLabels() throws IOException {
        try (MatlabFile mat = MatlabFile.open(open(file()))) {
            MatlabVariable labels = matrix(mat, "y");
            List<Integer> digits = new ArrayList<>();
            labels.read(value -> {
                if (!(value >= 1 && value <= 10)) {
                    throw wrong("label " + value + ", expected 1 to 10");
                }
                digits.add((int) value % 10);
            });
            return digits.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    @Override
    void readPictures(DigitArchive.PictureSink sink) throws IOException {
        int[] labels = labels();
        try (MatlabFile mat = MatlabFile.open(open(file()))) {
            MatlabVariable pictures = matrix(mat, "X");
            if (pictures.length() != 3L * PLANE * labels.length) {
                throw wrong("X has " + pictures.length() + " values for " + labels.length
                        + " labels, expected 32 x 32 x 3 for each");
            }
            for (int i = 0; i < labels.length; i++) {
                byte[] planes = pictures.bytes(3 * PLANE);
                int[] rgb = new int[PLANE];
                for (int y = 0; y < SIDE; y++) {
                    for (int x = 0; x < SIDE; x++) {
                        int at = x * SIDE + y;
                        rgb[y * SIDE + x] = (planes[at] & 0xff) << 16
                                | (planes[PLANE + at] & 0xff) << 8
                                | (planes[2 * PLANE + at] & 0xff);
                    }
                }
                sink.accept(i, labels[i], new DigitPicture(SIDE, SIDE, rgb, false));
            }
        }
    }

    private MatlabVariable matrix(MatlabFile mat, String name) throws IOException {
        MatlabVariable matrix = mat.find(name);
        if (matrix == null) {
            throw wrong("there is no variable " + name + "; expected train_32x32.mat as published");
        }
        return matrix;
    }
}
