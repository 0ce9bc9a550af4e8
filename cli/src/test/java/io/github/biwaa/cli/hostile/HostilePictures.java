package io.github.biwaa.cli.hostile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Pictures that are cut off, empty, giant, compressed beyond measure, or none. */
final class HostilePictures {
    private static final Path WHOLE = Path.of("../core/src/test/resources/golden/pictures");
    /** Of every format, with CMYK, 16 bits and animation among them. */
    private static final List<String> FORMATS = List.of(
            "colour.jpg",
            "progressive.jpg",
            "cmyk.jpg",
            "ycck.jpg",
            "colour.png",
            "colour16.png",
            "palette.png",
            "animated.gif",
            "colour.bmp",
            "lossless.webp",
            "lossy.webp");

    private static final List<String> ENDINGS = List.of(".jpg", ".png", ".gif", ".bmp", ".webp");

    private HostilePictures() {}

    static List<HostileInput> all() {
        List<HostileInput> all = new ArrayList<>();
        for (String name : FORMATS) {
            byte[] whole = whole(name);
            for (int length : new int[] {1, 12, whole.length / 4, whole.length / 3}) {
                all.add(new HostileInput("cut-" + length + "-" + name, Arrays.copyOf(whole, length)));
            }
        }
        for (String ending : ENDINGS) {
            all.add(new HostileInput("empty" + ending, new byte[0]));
            all.add(text("text" + ending, "this is a shopping list\n"));
            all.add(text("page" + ending, "<!DOCTYPE html><html><script>alert(1)</script></html>"));
            all.add(text("archive" + ending, "PK\3\4" + "\0".repeat(200)));
            all.add(text("program" + ending, "\177ELF\2\1\1" + "\0".repeat(200)));
        }
        List<String> signatures =
                List.of("\u00FF\u00D8\u00FF", "\u0089PNG\r\n\u001A\n", "GIF89a", "RIFF\4\0\0\0WEBP", "BM");
        signatures.forEach(start -> all.add(text("start-" + signatures.indexOf(start) + ".png", start)));
        int[][] sizes = {
            {100_000, 100_000},
            {Integer.MAX_VALUE, Integer.MAX_VALUE},
            {1, 178_956_971},
            {0, 5},
            {-1, 5},
            {13_377, 13_377}
        };
        for (int[] size : sizes) {
            all.add(new HostileInput("giant-" + size[0] + "-" + size[1] + ".png", png(size[0], size[1])));
        }
        all.add(new HostileInput("giant.gif", patched("still.gif", 6, 0xFF, 0xFF, 0xFF, 0xFF)));
        all.add(new HostileInput(
                "giant.bmp", patched("colour.bmp", 18, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F)));
        byte[] jpeg = whole("colour.jpg");
        int frame = startOfFrame(jpeg);
        all.add(new HostileInput("giant.jpg", patched("colour.jpg", frame + 5, 0xFF, 0xFF, 0xFF, 0xFF)));
        all.add(new HostileInput("nothing.jpg", patched("colour.jpg", frame + 5, 0, 0, 0, 0)));
        all.add(new HostileInput("components.jpg", patched("colour.jpg", frame + 9, 200)));
        return all;
    }

    private static HostileInput text(String name, String content) {
        return new HostileInput(name, content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] whole(String name) {
        try {
            return Files.readAllBytes(WHOLE.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] patched(String name, int at, int... values) {
        byte[] bytes = whole(name);
        for (int i = 0; i < values.length; i++) {
            bytes[at + i] = (byte) values[i];
        }
        return bytes;
    }

    private static int startOfFrame(byte[] jpeg) {
        for (int at = 2; at < jpeg.length; at += 2 + (jpeg[at + 2] & 0xFF) * 256 + (jpeg[at + 3] & 0xFF)) {
            if (jpeg[at + 1] == (byte) 0xC0) {
                return at;
            }
        }
        throw new IllegalStateException("no frame");
    }

    /** A header that announces more than the file could ever hold, with the sums that readers check. */
    private static byte[] png(int width, int height) {
        ByteBuffer file = ByteBuffer.allocate(8 + 25 + 12);
        file.put("\u0089PNG\r\n\u001A\n".getBytes(StandardCharsets.ISO_8859_1));
        ByteBuffer header = ByteBuffer.allocate(17);
        header.put("IHDR".getBytes(StandardCharsets.US_ASCII)).putInt(width).putInt(height);
        header.put(new byte[] {8, 2, 0, 0, 0});
        file.putInt(13).put(header.array()).putInt(sum(header.array()));
        byte[] end = "IEND".getBytes(StandardCharsets.US_ASCII);
        file.putInt(0).put(end).putInt(sum(end));
        return file.array();
    }

    private static int sum(byte[] bytes) {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        return (int) sum.getValue();
    }
}
