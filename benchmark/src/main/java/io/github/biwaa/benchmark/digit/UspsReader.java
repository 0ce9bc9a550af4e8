package io.github.biwaa.benchmark.digit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * USPS as text, 16 x 16 numbers from -1 (paper) to 1 (ink) per line: {@code 6.0000 -1.0000 ...} with the digit in front, or LIBSVM's
 * {@code 7 1:-1 2:-0.8 ...} with the digit plus 1 in front.
 */
final class UspsReader extends DigitReader {
    private static final int SIDE = 16;

    UspsReader(Path file) {
        super(file);
    }

    @Override
    int[] readLabels() throws IOException {
        List<Integer> labels = new ArrayList<>();
        readPictures((number, digit, picture) -> labels.add(digit));
        return labels.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    void readPictures(DigitArchive.PictureSink sink) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(open(file()), StandardCharsets.ISO_8859_1))) {
            int line = 0;
            int number = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                line++;
                if (!text.isBlank()) {
                    read(line, number++, text.strip().split("\\s+"), sink);
                }
            }
            if (number == 0) {
                throw wrong("the file is empty");
            }
        }
    }

    private void read(int line, int number, String[] words, DigitArchive.PictureSink sink) throws IOException {
        boolean numbered = words.length > 1 && words[1].indexOf(':') > 0;
        if (!numbered && words.length != 1 + SIDE * SIDE) {
            throw wrong("line " + line + " has " + words.length + " words, expected a digit and 256 numbers");
        }
        try {
            int digit = (int) Double.parseDouble(words[0]) - (numbered ? 1 : 0);
            if (digit < 0 || digit > 9) {
                throw wrong("line " + line + " begins with " + words[0] + ", which is no digit");
            }
            byte[] values = new byte[SIDE * SIDE];
            // LIBSVM leaves zeros out.
            Arrays.fill(values, grey(0));
            for (int i = 1; i < words.length; i++) {
                int colon = words[i].indexOf(':');
                int place = numbered ? Integer.parseInt(words[i].substring(0, colon)) - 1 : i - 1;
                values[place] = grey(Double.parseDouble(words[i].substring(colon + 1)));
            }
            sink.accept(number, digit, DigitPicture.grey(SIDE, SIDE, values));
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw wrong("line " + line + " is not of the form digit and 256 numbers");
        }
    }

    private static byte grey(double value) {
        return (byte) Math.round((Math.max(-1, Math.min(1, value)) + 1) / 2 * 255);
    }
}
