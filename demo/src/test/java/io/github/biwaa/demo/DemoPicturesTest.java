package io.github.biwaa.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.demo.drawing.DomainStyle;
import io.github.biwaa.demo.drawing.ObjectClass;
import io.github.biwaa.demo.drawing.Picture;
import io.github.biwaa.demo.drawing.PixelBox;
import io.github.biwaa.demo.drawing.Shift;
import io.github.biwaa.random.SeedSequence;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoPicturesTest {

    private static final DemoSettings FEW =
            new DemoSettings(4, List.of(7, 3, 0, 5, 2, 6, 1, 9, 8, 4), 48, Shift.DEFAULT);

    @TempDir
    static Path shared;

    static DemoFolder drawn;

    @BeforeAll
    static void draw() {
        drawn = DemoPictures.draw(shared.resolve("pictures"), 42, FEW);
    }

    @Test
    void theSameSeedGivesTheSameBytesOnOneThreadToo(@TempDir Path folder) throws Exception {
        ForkJoinPool single = new ForkJoinPool(1);
        try {
            single.submit(() -> DemoPictures.draw(folder.resolve("again"), 42, FEW))
                    .get();
        } finally {
            single.shutdown();
        }
        Map<String, String> first = contents(drawn.folder());
        assertThat(first).hasSize(4 * 10 + 45 + 2);
        assertThat(contents(folder.resolve("again"))).isEqualTo(first);
    }

    @Test
    void anotherSeedGivesOtherPicturesInAnotherOrder(@TempDir Path folder) throws IOException {
        DemoFolder other = DemoPictures.draw(folder, 43, FEW);
        Map<String, String> first = contents(drawn.folder());
        contents(other.folder())
                .forEach((path, bytes) -> assertThat(bytes).as(path).isNotEqualTo(first.get(path)));
        assertThat(DemoLabels.read(other.targetLabels()).byPath().values())
                .isNotEqualTo(DemoLabels.read(drawn.targetLabels()).byPath().values());
    }

    @Test
    void noTwoPicturesAreEqual() throws IOException {
        assertThat(contents(drawn.folder()).values()).doesNotHaveDuplicates();
    }

    @Test
    void everyClassHasItsCount() throws IOException {
        for (ObjectClass object : ObjectClass.values()) {
            try (Stream<Path> files = Files.list(drawn.source().resolve(object.label()))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("0000.png", "0001.png", "0002.png", "0003.png");
            }
        }
        Map<String, Integer> counts = new TreeMap<>();
        DemoLabels.read(drawn.targetLabels()).byPath().values().forEach(label -> counts.merge(label, 1, Integer::sum));
        for (ObjectClass object : ObjectClass.values()) {
            assertThat(counts.getOrDefault(object.label(), 0))
                    .isEqualTo(FEW.targetCounts().get(object.ordinal()));
        }
    }

    @Test
    void everyPictureIsReadableAndHoldsItsObject() throws IOException {
        Map<String, PixelBox> places = ObjectPlaces.read(drawn.objects()).byPath();
        for (String path : contents(drawn.folder()).keySet()) {
            if (path.endsWith(".csv")) {
                continue;
            }
            BufferedImage image = ImageIO.read(drawn.folder().resolve(path).toFile());
            assertThat(image).as(path).isNotNull();
            assertThat(image.getWidth()).isEqualTo(48);
            assertThat(image.getHeight()).isEqualTo(48);
            assertThat(image.getColorModel().getNumComponents()).isEqualTo(3);
            PixelBox box = places.get(path);
            assertThat(box).as(path).isNotNull();
            assertThat(box.left() + box.width()).isLessThanOrEqualTo(48);
            assertThat(box.top() + box.height()).isLessThanOrEqualTo(48);
            assertThat(Math.max(box.width(), box.height())).as(path).isGreaterThanOrEqualTo(48 / 2);
        }
        assertThat(places).hasSize(4 * 10 + 45);
    }

    @Test
    void aCatalogueObjectFillsItsBoxAndNothingElse() {
        for (ObjectClass object : ObjectClass.values()) {
            Picture picture =
                    DemoPictures.picture(new SeedSequence(5), DomainStyle.CATALOGUE, object, 3, 64, Shift.DEFAULT);
            int paper = picture.image().getRGB(0, 0);
            int left = 64;
            int top = 64;
            int right = 0;
            int bottom = 0;
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x < 64; x++) {
                    if (picture.image().getRGB(x, y) != paper) {
                        left = Math.min(left, x);
                        top = Math.min(top, y);
                        right = Math.max(right, x + 1);
                        bottom = Math.max(bottom, y + 1);
                    }
                }
            }
            PixelBox box = picture.object();
            assertThat(left).as(object + " left").isBetween(box.left(), box.left() + 1);
            assertThat(top).as(object + " top").isBetween(box.top(), box.top() + 1);
            assertThat(right).as(object + " right").isBetween(box.left() + box.width() - 1, box.left() + box.width());
            assertThat(bottom).as(object + " bottom").isBetween(box.top() + box.height() - 1, box.top() + box.height());
        }
    }

    @Test
    void theTargetsNamesTellNothing() throws IOException {
        try (Stream<Path> files = Files.list(drawn.target())) {
            List<String> names =
                    files.map(file -> file.getFileName().toString()).sorted().toList();
            assertThat(names).hasSize(45).allMatch(name -> name.matches("[0-9]{4}\\.png"));
        }
        // Sorted by class, 45 labels would change 8 times along the names; shuffled, about 38 times.
        List<String> labels =
                List.copyOf(DemoLabels.read(drawn.targetLabels()).byPath().values());
        long changes = IntStream.range(1, labels.size())
                .filter(i -> !labels.get(i).equals(labels.get(i - 1)))
                .count();
        assertThat(changes).isGreaterThan(28);
    }

    @Test
    void picturesCarryNoMetadata() throws IOException {
        byte[] bytes = Files.readAllBytes(drawn.target().resolve("0000.png"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("IHDR").doesNotContain("tEXt", "iTXt", "zTXt", "tIME");
    }

    @Test
    void aStrongerShiftLiesFartherFromTheSource() {
        double[] source = statistics(DomainStyle.CATALOGUE, Shift.DEFAULT);
        double weak = distance(source, statistics(DomainStyle.PHONE, Shift.WEAK));
        double normal = distance(source, statistics(DomainStyle.PHONE, Shift.DEFAULT));
        double strong = distance(source, statistics(DomainStyle.PHONE, Shift.STRONG));
        assertThat(weak).isGreaterThan(5);
        assertThat(normal).isGreaterThan(1.3 * weak);
        assertThat(strong).isGreaterThan(1.1 * normal);
    }

    @Test
    void theShiftLeavesTheSourceAndTheTargetsLabelsAlone(@TempDir Path folder) throws IOException {
        DemoFolder strong = DemoPictures.draw(folder, 42, FEW.withShift(Shift.STRONG));
        assertThat(contents(strong.source())).isEqualTo(contents(drawn.source()));
        assertThat(strong.targetLabels()).hasSameTextualContentAs(drawn.targetLabels());
        assertThat(contents(strong.target()).values())
                .doesNotContainAnyElementsOf(contents(drawn.target()).values());
    }

    @Test
    void drawnPicturesAreNeverMixedWithOthers() throws IOException {
        Map<String, String> before = contents(drawn.folder());
        assertThatThrownBy(() -> DemoPictures.draw(drawn.folder(), 1, FEW))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("objects.csv")
                .hasMessageContaining("exists already");
        assertThat(contents(drawn.folder())).isEqualTo(before);
    }

    @Test
    void anInterruptedDraftIsReplaced(@TempDir Path folder) throws IOException {
        Path stale = folder.resolve(".drawing/source/mug/9999.png");
        Files.createDirectories(stale.getParent());
        Files.writeString(stale, "half a picture");
        DemoPictures.draw(folder, 42, FEW);
        assertThat(contents(folder)).isEqualTo(contents(drawn.folder()));
        assertThat(folder.resolve(".drawing")).doesNotExist();
    }

    @Test
    void aFileInTheFoldersPlaceIsReported(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        assertThatThrownBy(() -> DemoPictures.draw(file, 42, FEW))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("taken");
    }

    /** Paths below a folder, and each file's bytes as text. */
    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString().replace('\\', '/');
                contents.put(path, Arrays.toString(Files.readAllBytes(file)));
            }
        }
        return contents;
    }

    /** Mean of each channel, mean deviation from it, and mean step between neighbours, over ten pictures of each class. */
    private static double[] statistics(DomainStyle style, Shift shift) {
        double[] sums = new double[7];
        for (ObjectClass object : ObjectClass.values()) {
            for (int index = 0; index < 10; index++) {
                BufferedImage image = DemoPictures.picture(new SeedSequence(7), style, object, index, 48, shift)
                        .image();
                double[] one = statistics(image);
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += one[i] / 100;
                }
            }
        }
        return sums;
    }

    private static double[] statistics(BufferedImage image) {
        int size = image.getWidth();
        double[] result = new double[7];
        for (int channel = 0; channel < 3; channel++) {
            int[] levels = new int[size * size];
            for (int i = 0; i < levels.length; i++) {
                levels[i] = image.getRGB(i % size, i / size) >> (8 * channel) & 0xFF;
            }
            double mean = Arrays.stream(levels).average().orElseThrow();
            result[channel] = mean;
            result[3 + channel] = Arrays.stream(levels)
                    .mapToDouble(level -> Math.abs(level - mean))
                    .average()
                    .orElseThrow();
        }
        for (int i = 1; i < size * size; i++) {
            int step =
                    (image.getRGB(i % size, i / size) & 0xFF) - (image.getRGB((i - 1) % size, (i - 1) / size) & 0xFF);
            result[6] += Math.abs(step) / (double) (size * size);
        }
        return result;
    }

    private static double distance(double[] first, double[] second) {
        double sum = 0;
        for (int i = 0; i < first.length; i++) {
            sum += (first[i] - second[i]) * (first[i] - second[i]);
        }
        return Math.sqrt(sum);
    }
}
