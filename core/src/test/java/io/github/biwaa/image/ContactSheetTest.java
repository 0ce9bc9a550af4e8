package io.github.biwaa.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactSheetTest {

    @Test
    void everyPictureIsOnTheSheet(@TempDir Path folder) {
        Path png = folder.resolve("sheet.png");
        PixelImage red = uniform(40, 30, new int[] {255, 0, 0});
        PixelImage grey = new PixelImage(28, 28, 1, filled(28 * 28, 100));
        List<ContactSheet.Row> rows = List.of(
                new ContactSheet.Row("source: a title that is far too long to be written in full", List.of(red)),
                new ContactSheet.Row("", List.of(grey, red, grey)));
        ContactSheet.write(png, rows, 64);

        PixelImage sheet = new ImageDecoder().decode(png, false);
        // 3 thumbs of 64, 2 gaps of 4, 2 margins of 10; 2 rows of title 18, thumb 64 and margin 10, and the first
        // margin.
        assertThat(sheet.width()).isEqualTo(3 * 64 + 2 * 4 + 2 * 10);
        assertThat(sheet.height()).isEqualTo(10 + 2 * (18 + 64 + 10));
        assertThat(count(sheet, 255, 0, 0)).isGreaterThan(2 * 60 * 44);
        assertThat(count(sheet, 100, 100, 100)).isGreaterThan(2 * 60 * 60);
    }

    @Test
    void refusesNothingToDrawAndAnUnwritableFile(@TempDir Path folder) {
        assertThatThrownBy(() -> ContactSheet.write(folder.resolve("a.png"), List.of(), 64))
                .isInstanceOf(IllegalArgumentException.class);
        List<ContactSheet.Row> rows =
                Collections.singletonList(new ContactSheet.Row("", List.of(uniform(4, 4, new int[3]))));
        assertThatThrownBy(() -> ContactSheet.write(folder.resolve("missing/a.png"), rows, 64))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("a.png");
    }

    private static int count(PixelImage image, int red, int green, int blue) {
        int count = 0;
        for (int at = 0; at < image.samples().length; at += 3) {
            boolean same = (image.samples()[at] & 0xFF) == red
                    && (image.samples()[at + 1] & 0xFF) == green
                    && (image.samples()[at + 2] & 0xFF) == blue;
            count += same ? 1 : 0;
        }
        return count;
    }

    private static PixelImage uniform(int width, int height, int[] colour) {
        byte[] samples = new byte[width * height * 3];
        for (int at = 0; at < samples.length; at++) {
            samples[at] = (byte) colour[at % 3];
        }
        return new PixelImage(width, height, 3, samples);
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
