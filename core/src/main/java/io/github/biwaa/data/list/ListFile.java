package io.github.biwaa.data.list;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.samples.PictureFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a list file says, and where.
 *
 * @param file the list
 * @param pictures in the order of the list
 * @param labels their class numbers, or empty
 * @param lines the line of each picture, from 1
 */
public record ListFile(Path file, PictureFiles pictures, Optional<int[]> labels, int[] lines) {
    /** How many missing pictures a message shows. */
    private static final int SHOWN = 8;
    /** How many characters of a reason a message shows. */
    private static final int LONGEST = 2000;

    /**
     * Looks for every picture.
     *
     * @throws BiwaaException if some are not there; the message names the first few and their lines
     */
    public void checkPicturesExist() {
        StringBuilder missing = new StringBuilder();
        int count = 0;
        for (int i = 0; i < lines.length; i++) {
            Path picture = pictures.get(i);
            if (!Files.isRegularFile(picture)) {
                count++;
                if (count <= SHOWN) {
                    missing.append("\n  line ").append(lines[i]).append(": ").append(picture);
                }
            }
        }
        if (count > 0) {
            String more = count > SHOWN ? "\n  and " + (count - SHOWN) + " more" : "";
            throw new BiwaaException("the list " + file + " names pictures that are not there:" + missing + more
                    + "\n"
                    + "Correct the list or the folder it is relative to (source-root, target-root), or leave"
                    + " them out by skip-broken.");
        }
    }

    /** @return the line of the first picture of a class, which must have one */
    public int firstLineOf(int label) {
        int[] numbers = labels.orElseThrow();
        int sample = 0;
        while (numbers[sample] != label) {
            sample++;
        }
        return lines[sample];
    }

    /** @return the error that something in a line is wrong; {@code why} is a sentence without its full stop */
    public BiwaaException wrong(int line, String why) {
        return wrong(file, line, why);
    }

    public static BiwaaException wrong(Path file, int line, String why) {
        return new BiwaaException(message(file, line, why));
    }

    static String message(Path file, int line, String why) {
        return file + ", line " + line + ": " + shortened(why) + ".";
    }

    /** A line may be megabytes long, and a message shows no more of it than a person reads. */
    private static String shortened(String why) {
        return why.length() <= LONGEST
                ? why
                : why.substring(0, LONGEST / 2) + " ... " + why.substring(why.length() - LONGEST / 2);
    }
}
