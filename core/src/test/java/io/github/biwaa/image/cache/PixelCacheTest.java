package io.github.biwaa.image.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.Progress;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.TestPictures;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PixelCacheTest {
    private static final int PICTURES = 12;
    private static final Preprocessing SMALL = Preprocessing.digits(16, 3);

    @TempDir
    private Path folder;

    private Path caches;
    private List<Path> files;

    @BeforeEach
    void writePictures() throws IOException {
        caches = folder.resolve("deep").resolve("caches");
        files = new ArrayList<>();
        for (int index = 0; index < PICTURES; index++) {
            files.add(Files.write(
                    folder.resolve("picture" + index + ".png"), TestPictures.colourPng(20 + index, 17, index)));
        }
    }

    @Test
    void holdsWhatDecodingGives() {
        try (PixelCache cache = open(false)) {
            assertThat(cache.count()).isEqualTo(PICTURES);
            assertThat(cache.decoded()).isEqualTo(PICTURES);
            assertHoldsEveryPicture(cache);
        }
    }

    @Test
    void theSecondTimeNothingIsDecodedNorWritten() throws IOException {
        open(false).close();
        byte[] expected = direct(3);
        // Same size, same time, other content: whoever decoded it again would fail.
        Path file = files.get(3);
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);

        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (PixelCache cache = PixelCache.open(files, SMALL, options(false, listener(heard)))) {
            assertThat(cache.decoded()).isZero();
            assertThat(heard).isEmpty();
            assertThat(read(cache, 3)).isEqualTo(expected);
        }
    }

    @Test
    void onlyChangedPicturesAreDecodedAgain() throws IOException {
        open(false).close();
        Files.write(files.get(5), TestPictures.colourPng(33, 44, 99));
        Files.setLastModifiedTime(files.get(7), FileTime.fromMillis(1_000_000));
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (PixelCache cache = PixelCache.open(files, SMALL, options(false, listener(heard)))) {
            assertThat(cache.decoded()).isEqualTo(2);
            assertThat(heard.get(0)).startsWith("Decoding 2 pictures of drawings once");
            assertHoldsEveryPicture(cache);
        }
        assertThat(cacheFiles()).as("the outdated file is gone").hasSize(1);
    }

    @Test
    void theSizeIsToldBeforeAnythingIsWritten() {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        try (PixelCache cache = PixelCache.open(files, SMALL, options(false, listener(heard)))) {
            long length = cache.location().toFile().length();
            assertThat(heard.get(0))
                    .isEqualTo(String.format(
                            Locale.ROOT,
                            "Decoding 12 pictures of drawings once; the cache takes %.1f MB: %s",
                            length / 1e6,
                            cache.location()));
            assertThat(heard.get(heard.size() - 1)).isEqualTo("decoding the pictures of drawings: 12 of 12");
            assertThat(length).isBetween(PICTURES * 768L, PICTURES * 768L + 5000);
        }
    }

    @Test
    void anotherViewSharesTheCacheAnotherSizeDoesNot() {
        open(false).close();
        Preprocessing cropped = new Preprocessing(
                16, 10, 3, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0), true, SMALL.resizeResampling());
        try (PixelCache cache = PixelCache.open(files, cropped, options(false, Progress.SILENT))) {
            assertThat(cache.decoded()).isZero();
        }
        try (PixelCache cache = PixelCache.open(files, Preprocessing.digits(16, 1), options(false, Progress.SILENT))) {
            assertThat(cache.decoded()).isEqualTo(PICTURES);
            byte[] grey = new byte[256];
            cache.read(2, grey);
            PixelImage decoded = new ImageDecoder().decode(files.get(2), true, 1);
            assertThat(grey)
                    .isEqualTo(new Resizer()
                            .resize(decoded, 16, 16, SMALL.resizeResampling())
                            .samples());
        }
    }

    @Test
    void everyBrokenPictureIsNamedInOneError() throws IOException {
        Files.writeString(files.get(1), "not a picture");
        Files.write(files.get(4), new byte[0]);
        Files.delete(files.get(9));
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("3 of 12 pictures cannot be read")
                .hasMessageContaining(files.get(1) + ": this is not a picture")
                .hasMessageContaining(files.get(4) + ": the file is empty")
                .hasMessageContaining(files.get(9) + ": the file is missing");
    }

    @Test
    void onlyTheFirstOfManyBrokenPicturesAreListed() throws IOException {
        for (Path file : files) {
            Files.write(file, new byte[0]);
        }
        assertThatThrownBy(() -> open(false))
                .hasMessageContaining("12 of 12")
                .hasMessageContaining("and 2 more")
                .hasMessageNotContaining(files.get(11).toString());
    }

    @Test
    void brokenPicturesMayBeSkippedAndComeBackWhenRepaired() throws IOException {
        byte[] good = Files.readAllBytes(files.get(1));
        Files.writeString(files.get(1), "not a picture");
        for (int expectedDecoded : new int[] {PICTURES, 0}) {
            try (PixelCache cache = open(true)) {
                assertThat(cache.decoded()).isEqualTo(expectedDecoded);
                assertThat(cache.broken()).singleElement().satisfies(broken -> {
                    assertThat(broken.index()).isEqualTo(1);
                    assertThat(broken.file()).isEqualTo(files.get(1));
                    assertThat(broken.message()).contains("not a picture");
                });
                assertThatThrownBy(() -> read(cache, 1))
                        .isInstanceOf(BiwaaException.class)
                        .hasMessageContaining(files.get(1).toString());
                assertThat(read(cache, 2)).isEqualTo(direct(2));
            }
        }
        // The error without skipping comes from the same cache.
        assertThatThrownBy(() -> open(false)).hasMessageContaining("1 of 12");
        Files.write(files.get(1), good);
        try (PixelCache cache = open(false)) {
            assertThat(cache.decoded()).isEqualTo(1);
            assertHoldsEveryPicture(cache);
        }
    }

    /** What hindered reading need not show in size and time: here the content is put right behind the cache's back. */
    @Test
    void aPictureThatCanBeReadAgainIsNotTakenForBroken() throws IOException {
        byte[] good = Files.readAllBytes(files.get(6));
        Files.write(files.get(6), new byte[good.length]);
        FileTime time = Files.getLastModifiedTime(files.get(6));
        open(true).close();
        Files.write(files.get(6), good);
        Files.setLastModifiedTime(files.get(6), time);
        try (PixelCache cache = open(false)) {
            assertThat(cache.decoded()).isEqualTo(1);
            assertHoldsEveryPicture(cache);
        }
    }

    @Test
    void anOpenCacheServesFilesThatHaveGone() throws IOException {
        byte[] expected = direct(8);
        try (PixelCache cache = open(false)) {
            Files.delete(files.get(8));
            assertThat(read(cache, 8)).isEqualTo(expected);
        }
        assertThatThrownBy(() -> open(false)).hasMessageContaining(files.get(8) + ": the file is missing");
    }

    @Test
    void aDamagedCacheFileIsWrittenAnew() throws IOException {
        Path location;
        try (PixelCache cache = open(false)) {
            location = cache.location();
        }
        byte[] whole = Files.readAllBytes(location);
        Files.delete(location);
        Files.write(location, java.util.Arrays.copyOf(whole, whole.length - 7));
        try (PixelCache cache = open(false)) {
            assertThat(cache.decoded()).isEqualTo(PICTURES);
            assertHoldsEveryPicture(cache);
        }
        assertThat(Files.readAllBytes(location)).isEqualTo(whole);
    }

    /** Whatever byte changes on the disk: the cache is written anew, or the picture decoded again. */
    @Test
    void noChangedByteIsUsed() throws IOException {
        Path location;
        try (PixelCache cache = open(false)) {
            location = cache.location();
        }
        byte[] whole = Files.readAllBytes(location);
        SplittableRandom random = new SplittableRandom(11);
        int index = whole.length - 12 * 20;
        for (int i = 0; i < 60; i++) {
            byte[] changed = whole.clone();
            // Some in the header, some in the index, which are short.
            int place = i < 10
                    ? random.nextInt(32)
                    : i < 25 ? random.nextInt(index, whole.length) : random.nextInt(whole.length);
            changed[place] ^= (byte) (1 << random.nextInt(8));
            Files.deleteIfExists(location);
            Files.write(location, changed);
            try (PixelCache cache = open(false)) {
                assertHoldsEveryPicture(cache);
            }
            try (PixelCache cache = open(false)) {
                assertHoldsEveryPicture(cache);
            }
            if (place < 32 || place >= index || !Arrays.equals(Files.readAllBytes(location), changed)) {
                assertThat(Files.readAllBytes(location)).as("byte %d", place).isEqualTo(whole);
            }
        }
    }

    @Test
    void leftoversOfAKilledBuilderAreCleared() throws IOException {
        Path location;
        try (PixelCache cache = open(false)) {
            location = cache.location();
        }
        String list = location.getFileName().toString().split("-")[0];
        Path leftover = Files.write(caches.resolve(list + "-123.tmp"), new byte[10]);
        Files.setLastModifiedTime(files.get(0), FileTime.fromMillis(5));
        open(false).close();
        assertThat(leftover).doesNotExist();
    }

    @Test
    void tooLittleSpaceIsAnErrorBeforeWriting() {
        assertThatThrownBy(() -> PixelCache.open(files, SMALL, options(false, Progress.SILENT), directory -> 5000L))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("the setting cache")
                .hasMessageContaining("are free");
        assertThat(cacheFiles()).isEmpty();
    }

    @Test
    void aFolderThatCannotBeMadeIsAnError() throws IOException {
        Files.createDirectories(caches.getParent());
        Files.writeString(caches, "a file where the folder should be");
        assertThatThrownBy(() -> open(false))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(caches.toString());
    }

    @Test
    void aListenerThatFailsLeavesNothingBehind() {
        Progress failing = new Progress() {
            @Override
            public void advanced(Task task, long done, long total) {
                throw new IllegalStateException("listener");
            }
        };
        assertThatThrownBy(() -> PixelCache.open(files, SMALL, options(false, failing)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(cacheFiles()).isEmpty();
        assertHoldsEveryPicture(open(false));
    }

    @Test
    void threadsThatOpenTheSameCacheWriteItOnce() {
        AtomicInteger writers = new AtomicInteger();
        Progress listener = new Progress() {
            @Override
            public void noted(String message) {
                writers.incrementAndGet();
            }
        };
        IntStream.range(0, 4).parallel().forEach(attempt -> {
            try (PixelCache cache = PixelCache.open(files, SMALL, options(false, listener))) {
                assertHoldsEveryPicture(cache);
            }
        });
        assertThat(writers).hasValue(1);
    }

    @Test
    void manyThreadsReadAtOnce() {
        try (PixelCache cache = open(false)) {
            List<byte[]> expected =
                    IntStream.range(0, PICTURES).mapToObj(this::direct).toList();
            IntStream.range(0, 2000).parallel().forEach(attempt -> assertThat(read(cache, attempt % PICTURES))
                    .isEqualTo(expected.get(attempt % PICTURES)));
        }
    }

    @Test
    void repeatedFilesAndEmptyListsAreFine() {
        List<Path> repeated = List.of(files.get(0), files.get(1), files.get(0));
        try (PixelCache cache = PixelCache.open(repeated, SMALL, options(false, Progress.SILENT))) {
            assertThat(read(cache, 2)).isEqualTo(read(cache, 0));
        }
        try (PixelCache cache = PixelCache.open(List.of(), SMALL, options(false, Progress.SILENT))) {
            assertThat(cache.count()).isZero();
        }
    }

    @Test
    void aClosedCacheAndAWrongIndexAreProgrammingErrors() {
        PixelCache cache = open(false);
        assertThatThrownBy(() -> read(cache, PICTURES)).isInstanceOf(IndexOutOfBoundsException.class);
        cache.close();
        assertThatThrownBy(() -> read(cache, 0)).isInstanceOf(IllegalStateException.class);
    }

    private PixelCache open(boolean skipBroken) {
        return PixelCache.open(files, SMALL, options(skipBroken, Progress.SILENT));
    }

    private PixelCache.Options options(boolean skipBroken, Progress progress) {
        return new PixelCache.Options(caches, 3, skipBroken, "drawings", progress);
    }

    private static Progress listener(List<String> heard) {
        return new Progress() {
            @Override
            public void noted(String message) {
                heard.add(message);
            }

            @Override
            public void advanced(Task task, long done, long total) {
                heard.add(task.name() + ": " + done + " of " + total);
            }
        };
    }

    private List<Path> cacheFiles() {
        try (Stream<Path> all = Files.list(caches)) {
            return all.filter(file -> !file.toString().endsWith(".lock")).toList();
        } catch (IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }

    private void assertHoldsEveryPicture(PixelCache cache) {
        for (int index = 0; index < PICTURES; index++) {
            assertThat(read(cache, index)).as("picture %d", index).isEqualTo(direct(index));
        }
    }

    private static byte[] read(PixelCache cache, int index) {
        byte[] picture = new byte[SMALL.pictureLength()];
        cache.read(index, picture);
        return picture;
    }

    private byte[] direct(int index) {
        PixelImage decoded = new ImageDecoder().decode(files.get(index), true);
        return new Resizer().resize(decoded, 16, 16, SMALL.resizeResampling()).samples();
    }
}
