package io.github.biwaa.benchmark.digit;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The published files that hold the pictures of a set of digits. */
public enum DigitArchive {
    /** Four bytes of type, sizes, then bytes; pictures and labels apart. The files may be packed with gzip. */
    MNIST("mnist", List.of("train-images-idx3-ubyte", "train-images.idx3-ubyte"), "train-images-idx3-ubyte.gz") {
        @Override
        DigitReader reader(Path file) {
            return new IdxReader(file);
        }
    },
    /** Lines of a label and 256 numbers from -1 to 1: zip.train of the Elements of Statistical Learning, or LIBSVM's usps. */
    USPS("usps", List.of("zip.train", "usps"), "zip.train.gz") {
        @Override
        DigitReader reader(Path file) {
            return new UspsReader(file);
        }
    },
    /** MATLAB's format 5 with X, 32 x 32 x 3 x N bytes, and y, 1 to 10, where 10 is the digit 0. */
    SVHN("svhn", List.of("train_32x32.mat"), "train_32x32.mat") {
        @Override
        DigitReader reader(Path file) {
            return new SvhnReader(file);
        }
    };

    /** Where in a user's copy the files lie: beside each other, in a folder of their own, or as torchvision leaves them. */
    private static final List<String> PLACES = List.of("%1$s", "%2$s", "%1$s/raw", "%2$s/raw", "");

    private final String id;
    private final List<String> fileNames;
    private final String example;

    DigitArchive(String id, List<String> fileNames, String example) {
        this.id = id;
        this.fileNames = fileNames;
        this.example = example;
    }

    /** @return the name in recipes */
    public String id() {
        return id;
    }

    /** @return the name of the file that people download */
    public String example() {
        return example;
    }

    /**
     * @param id for example mnist
     * @throws InvalidSettingException if there is no such archive
     */
    public static DigitArchive named(String id) {
        return Arrays.stream(values())
                .filter(archive -> archive.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("archive: " + id + ", expected one of "
                        + Arrays.stream(values()).map(DigitArchive::id).collect(Collectors.joining(", "))));
    }

    /** @return the reader of the archive in a user's copy, if it is there */
    public Optional<DigitReader> find(Path root) {
        for (String place : PLACES) {
            Path folder = root.resolve(String.format(Locale.ROOT, place, id, id.toUpperCase(Locale.ROOT)));
            for (String name : fileNames) {
                for (String ending : List.of("", ".gz")) {
                    Path file = folder.resolve(name + ending);
                    if (Files.isRegularFile(file)) {
                        return Optional.of(reader(file));
                    }
                }
            }
        }
        for (String place : PLACES) {
            Path folder = root.resolve(String.format(Locale.ROOT, place, id, id.toUpperCase(Locale.ROOT)));
            for (String name : fileNames) {
                refuseIfThere(
                        folder.resolve(name + ".bz2"), "is packed with bzip2. Unpack it, for example by bunzip2 -k");
                refuseIfThere(folder.resolve(name + ".h5"), "is an HDF5 file. Get this one instead: " + example);
            }
        }
        return Optional.empty();
    }

    private static void refuseIfThere(Path file, String remedy) {
        if (Files.isRegularFile(file)) {
            throw new BiwaaException(file + " " + remedy + ".");
        }
    }

    /** @return the reader of a file */
    abstract DigitReader reader(Path file);

    /** Takes pictures one by one. */
    @FunctionalInterface
    public interface PictureSink {
        /**
         * @param number of the picture, from 0
         * @param digit 0 to 9
         * @param picture grey or in colour
         */
        void accept(int number, int digit, DigitPicture picture) throws IOException;
    }
}
