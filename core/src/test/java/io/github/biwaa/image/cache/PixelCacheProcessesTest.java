package io.github.biwaa.image.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.ChildJava;
import io.github.biwaa.Progress;
import io.github.biwaa.image.Preprocessing;
import io.github.biwaa.image.Resizer;
import io.github.biwaa.image.TestPictures;
import io.github.biwaa.image.decode.ImageDecoder;
import io.github.biwaa.image.decode.PixelImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes that want the same cache at the same time. */
@Tag("machine")
class PixelCacheProcessesTest {
    private static final int PICTURES = 150;

    /** What each process runs: opens the cache and prints how many pictures it decoded itself. */
    static final class Opener {
        private Opener() {}

        public static void main(String[] arguments) {
            Path folder = Path.of(arguments[0]);
            PixelCache.Options options =
                    new PixelCache.Options(folder.resolve("cache"), 2, false, "pictures", Progress.SILENT);
            try (PixelCache cache = PixelCache.open(files(folder), Preprocessing.digits(8, 3), options)) {
                byte[] picture = new byte[8 * 8 * 3];
                for (int index = 0; index < PICTURES; index++) {
                    cache.read(index, picture);
                    PixelImage image = new ImageDecoder().decode(files(folder).get(index), true);
                    byte[] expected = Preprocessing.digits(8, 3)
                            .prepare(image, new Resizer())
                            .samples();
                    if (!java.util.Arrays.equals(picture, expected)) {
                        throw new IllegalStateException("picture " + index + " differs");
                    }
                }
                System.out.println("decoded " + cache.decoded());
            }
        }
    }

    @Test
    void oneWritesAndBothRead(@TempDir Path folder) throws IOException, InterruptedException {
        for (int index = 0; index < PICTURES; index++) {
            Files.write(files(folder).get(index), TestPictures.colourPng(60, 60, index));
        }
        List<Process> processes = new ArrayList<>();
        for (int process = 0; process < 2; process++) {
            processes.add(start(folder, process));
        }
        List<String> outputs = new ArrayList<>();
        for (int process = 0; process < 2; process++) {
            assertThat(processes.get(process).waitFor(60, TimeUnit.SECONDS)).isTrue();
            outputs.add(Files.readString(folder.resolve("output" + process)).strip());
        }
        assertThat(outputs).allSatisfy(output -> assertThat(output).contains("decoded "));
        int decoded = outputs.stream()
                .mapToInt(output -> Integer.parseInt(output.substring(output.lastIndexOf(' ') + 1)))
                .sum();
        assertThat(decoded).as("decoded by both together").isEqualTo(PICTURES);
    }

    private static Process start(Path folder, int number) throws IOException {
        return ChildJava.command(List.of("-Xmx128m"), Opener.class, folder)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output" + number).toFile())
                .start();
    }

    private static List<Path> files(Path folder) {
        return IntStream.range(0, PICTURES)
                .mapToObj(index -> folder.resolve("picture" + index + ".png"))
                .toList();
    }
}
