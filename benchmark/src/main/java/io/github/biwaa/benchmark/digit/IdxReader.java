package io.github.biwaa.benchmark.digit;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** MNIST's files: big-endian numbers type, sizes, then one byte per entry. */
final class IdxReader extends DigitReader {
    private static final int PICTURES = 0x00000803;
    private static final int LABELS = 0x00000801;
    private static final int MOST = 10_000_000;
    private static final int LARGEST_SIDE = 1024;

    /** @param file the one with the pictures */
    IdxReader(Path file) {
        super(file);
    }

    private Path labelFile() {
        String name =
                file().getFileName().toString().replace("images", "labels").replace("idx3", "idx1");
        Path same = file().resolveSibling(name);
        if (Files.exists(same)) {
            return same;
        }
        return file().resolveSibling(name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz");
    }

    @Override
    int[] readLabels() throws IOException {
        Path labels = labelFile();
        if (!Files.exists(labels)) {
            throw wrong("the labels are missing; expected " + labels.getFileName() + " beside it");
        }
        try (DataInputStream stream = new DataInputStream(open(labels))) {
            int count = header(stream, LABELS, labels);
            byte[] bytes = exactly(stream, count);
            int[] digits = new int[count];
            for (int i = 0; i < count; i++) {
                digits[i] = bytes[i];
                if (digits[i] < 0 || digits[i] > 9) {
                    throw wrong("label " + digits[i] + " in " + labels.getFileName() + ", expected 0 to 9");
                }
            }
            return digits;
        }
    }

    @Override
    void readPictures(DigitArchive.PictureSink sink) throws IOException {
        int[] labels = labels();
        try (DataInputStream stream = new DataInputStream(open(file()))) {
            int count = header(stream, PICTURES, file());
            int height = stream.readInt();
            int width = stream.readInt();
            if (count != labels.length || height < 1 || width < 1 || height > LARGEST_SIDE || width > LARGEST_SIDE) {
                throw wrong(count + " pictures of " + width + " x " + height + " for " + labels.length + " labels");
            }
            for (int i = 0; i < count; i++) {
                sink.accept(i, labels[i], DigitPicture.grey(width, height, exactly(stream, width * height)));
            }
        }
    }

    private int header(DataInputStream stream, int type, Path from) throws IOException {
        int found = stream.readInt();
        int count = stream.readInt();
        if (found != type || count < 0 || count > MOST) {
            throw wrong(String.format("%s is no idx file of bytes: begins with %08x", from.getFileName(), found));
        }
        return count;
    }
}
