package io.github.biwaa.benchmark.recipe;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.benchmark.digit.DigitReader;
import io.github.biwaa.data.ListedPicture;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Links;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Turns published files of digits into a folder of PNG pictures, once; what is there already is left as it is. */
final class DigitUnpacker {

    private DigitUnpacker() {}

    /**
     * @param found still in its archive
     * @param base the folder that gets {@code domain/digit/00000.png}
     * @return the same domain as pictures
     */
    static FoundDomain unpack(FoundDomain found, List<String> classes, Path base) {
        DigitReader reader = found.archive().orElseThrow();
        String name = found.domain().name();
        Path mark = base.resolve(name).resolve("complete.txt");
        List<ListedPicture> pictures = new ArrayList<>();
        int[] labels = reader.labels();
        for (int i = 0; i < labels.length; i++) {
            pictures.add(new ListedPicture(0, path(name, i, labels[i]), OptionalInt.of(labels[i])));
        }
        if (!Files.exists(mark)) {
            write(reader, name, base);
            AtomicFile.writeText(mark, labels.length + " pictures of " + reader.file() + "\n");
        }
        pictures.sort(Comparator.comparingInt(picture -> picture.label().orElseThrow()));
        return FoundDomain.ofPictures(found.domain(), classes, base.resolve(name), base, pictures, List.of());
    }

    private static Path path(String domain, int number, int digit) {
        return Path.of(domain, Integer.toString(digit), String.format("%05d.png", number));
    }

    private static void write(DigitReader reader, String domain, Path base) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try {
            for (int digit = 0; digit < 10; digit++) {
                Files.createDirectories(base.resolve(domain).resolve(Integer.toString(digit)));
            }
            reader.pictures((number, digit, picture) -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
                    writer.setOutput(stream);
                    writer.write(picture.image());
                }
                Path file = base.resolve(path(domain, number, digit));
                Links.refuse(base, file);
                Files.write(file, bytes.toByteArray());
            });
        } catch (IOException e) {
            throw new BiwaaException("cannot unpack " + reader.file() + ": " + AtomicFile.reason(e) + ".", e);
        } finally {
            writer.dispose();
        }
    }
}
