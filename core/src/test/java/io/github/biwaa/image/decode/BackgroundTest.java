package io.github.biwaa.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundTest {
    private static final int WIDTH = 16;

    private static byte[] png(BufferedImage image) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ImageIO.write(image, "png", file);
        return file.toByteArray();
    }

    private static int[] decoded(byte[] file, Background background) {
        byte[] samples =
                new ImageDecoder(background).decode(file, "picture", false).samples();
        int[] values = new int[samples.length];
        Arrays.setAll(values, at -> samples[at] & 0xFF);
        return values;
    }

    /** A row of every 17th alpha over a colour. */
    private static BufferedImage shaded() {
        BufferedImage image = new BufferedImage(WIDTH, 1, BufferedImage.TYPE_INT_ARGB);
        for (int x = 0; x < WIDTH; x++) {
            image.setRGB(x, 0, 17 * x << 24 | 0x40C810);
        }
        return image;
    }

    @ParameterizedTest
    @CsvSource({"white, 255, 255, 255", "black, 0, 0, 0", "#FF8000, 255, 128, 0"})
    void alphaMixesPictureAndBackground(String name, int red, int green, int blue) throws IOException {
        int[] values = decoded(png(shaded()), new Background(name));
        int[] colour = {0x40, 0xC8, 0x10};
        int[] behind = {red, green, blue};
        for (int at = 0; at < values.length; at++) {
            double alpha = 17 * (at / 3) / 255.0;
            assertThat(values[at]).isEqualTo((int) Math.round(alpha * colour[at % 3] + (1 - alpha) * behind[at % 3]));
        }
    }

    @Test
    void withoutABackgroundPixelsAreTakenAsStored() throws IOException {
        int[] values = decoded(png(shaded()), Background.NONE);
        assertThat(Arrays.copyOf(values, 3)).containsExactly(0x40, 0xC8, 0x10);
    }

    @Test
    void transparentColoursOfAPalette() throws IOException {
        byte[] red = {10, 20};
        IndexColorModel palette = new IndexColorModel(1, 2, red, red, red, new byte[] {0, (byte) 255});
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
        image.getRaster().setSample(1, 0, 0, 1);
        assertThat(decoded(png(image), Background.WHITE)).containsExactly(255, 255, 255, 20, 20, 20);
        assertThat(decoded(png(image), Background.NONE)).containsExactly(10, 10, 10, 20, 20, 20);
        ByteArrayOutputStream gif = new ByteArrayOutputStream();
        ImageIO.write(image, "gif", gif);
        assertThat(decoded(gif.toByteArray(), Background.WHITE)).containsExactly(255, 255, 255, 20, 20, 20);
        assertThat(decoded(gif.toByteArray(), Background.NONE)).containsExactly(10, 10, 10, 20, 20, 20);
    }

    /** The chunk tRNS of a picture without a palette names one colour. */
    @Test
    void oneColourThatIsTransparent() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(0, 0, 0x010203);
        image.setRGB(1, 0, 0x040506);
        byte[] file = withTransparentColour(png(image), 1, 2, 3);
        assertThat(decoded(file, Background.WHITE)).containsExactly(255, 255, 255, 4, 5, 6);
        assertThat(decoded(file, Background.NONE)).containsExactly(1, 2, 3, 4, 5, 6);
    }

    private static byte[] withTransparentColour(byte[] png, int red, int green, int blue) {
        byte[] content = ByteBuffer.allocate(10)
                .put("tRNS".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) red)
                .putShort((short) green)
                .putShort((short) blue)
                .array();
        CRC32 sum = new CRC32();
        sum.update(content);
        int header = 8 + 25;
        return ByteBuffer.allocate(png.length + 18)
                .put(png, 0, header)
                .putInt(6)
                .put(content)
                .putInt((int) sum.getValue())
                .put(png, header, png.length - header)
                .array();
    }

    @Test
    void opaquePicturesStayAsTheyAre() throws IOException {
        BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR);
        image.setRGB(1, 1, 0x0A0B0C);
        assertThat(decoded(png(image), Background.WHITE)).isEqualTo(decoded(png(image), Background.NONE));
    }

    @Test
    void colours() {
        assertThat(new Background("white")).isEqualTo(Background.WHITE).isEqualTo(new Background("#FFFFFF"));
        assertThat(new Background("None")).isEqualTo(Background.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "red", "#fff", "#12345g", "ffffff"})
    void otherTextsAreNoColour(String text) {
        assertThatThrownBy(() -> new Background(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
