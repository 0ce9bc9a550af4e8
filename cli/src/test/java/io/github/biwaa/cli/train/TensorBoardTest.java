package io.github.biwaa.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.biwaa.cli.TinyPictures;
import io.github.biwaa.cli.TinyTraining;
import io.github.biwaa.run.MetricsTable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train --tensorboard} leaves, taken apart: every record's checksums, and by protoc the numbers of metrics.csv. */
class TensorBoardTest {
    /** From tensorboard/compat/proto: event.proto and summary.proto, as far as they are used; and all events of a file as one message. */
    private static final String PROTO = """
            syntax = "proto3";
            message Image { int32 height = 1; int32 width = 2; int32 colorspace = 3; bytes encoded_image_string = 4; }
            message Value { string tag = 1; oneof value { float simple_value = 2; Image image = 4; } }
            message Summary { repeated Value value = 1; }
            message Event { double wall_time = 1; int64 step = 2; oneof what { string file_version = 3; Summary summary = 5; } }
            message Events { repeated Event event = 1; }
            """;

    private static final int RUNS = 2;

    @TempDir
    static Path folder;

    @BeforeAll
    static void train() {
        TinyPictures.source(folder.resolve("source"), 6);
        TinyPictures.labelledTarget(folder.resolve("target"), 6);
        new TinyTraining(folder, folder.resolve("source"), folder.resolve("target"))
                .with("tensorboard", folder.resolve("events"))
                .into("first")
                .succeeds();
    }

    private static byte[] eventFile(int run) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("events/first/run-" + run))) {
            List<Path> found = files.toList();
            assertThat(found).hasSize(1);
            assertThat(found.get(0).getFileName().toString()).startsWith("events.out.tfevents.");
            return Files.readAllBytes(found.get(0));
        }
    }

    /** Checks every checksum on the way. */
    private static List<byte[]> records(byte[] file) {
        List<byte[]> records = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            byte[] length = new byte[Long.BYTES];
            buffer.get(length);
            assertThat(buffer.getInt()).as("checksum of the length").isEqualTo(masked(length));
            byte[] content = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            buffer.get(content);
            assertThat(buffer.getInt()).as("checksum of the content").isEqualTo(masked(content));
            records.add(content);
        }
        return records;
    }

    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282ead8;
    }

    @Test
    void everyChecksumFitsAndFiguresArePictures() throws IOException {
        for (int run = 0; run < RUNS; run++) {
            List<byte[]> records = records(eventFile(run));
            assertThat(text(records.get(0))).contains("brain.Event:2");
            for (String tag : List.of("target/confusion", "target/predictedClasses")) {
                byte[] record = records.stream()
                        .filter(bytes -> text(bytes).contains(tag))
                        .findFirst()
                        .orElseThrow();
                int begin = text(record).indexOf("\u0089PNG");
                BufferedImage figure = ImageIO.read(new ByteArrayInputStream(record, begin, record.length - begin));
                assertThat(figure.getWidth()).as(tag).isGreaterThan(100);
            }
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void protocFindsTheNumbersOfMetrics() throws IOException, InterruptedException {
        for (int run = 0; run < RUNS; run++) {
            Map<String, Map<Long, Double>> scalars = scalars(decoded(records(eventFile(run))));
            MetricsTable metrics = MetricsTable.read(folder.resolve("first/run-" + run + "/metrics.csv"));
            assertSame(scalars, metrics, "training/totalLoss", "totalLoss");
            assertSame(scalars, metrics, "training/domainAccuracy", "domainAccuracy");
            assertSame(scalars, metrics, "schedule/learningRate", "learningRate");
            JsonNode summary = TinyTraining.summary(folder.resolve("first")).get(run);
            assertThat(scalars.get("target/accuracy").values()).last().satisfies(value -> assertThat(value)
                    .isCloseTo(summary.get("targetAccuracy").asDouble(), within(1e-6)));
        }
    }

    private static void assertSame(
            Map<String, Map<Long, Double>> scalars, MetricsTable metrics, String tag, String column) {
        double[] iterations = metrics.column("iteration");
        double[] values = metrics.column(column);
        assertThat(scalars.get(tag)).as(tag).hasSize(values.length).isNotEmpty();
        for (int i = 0; i < values.length; i++) {
            // Event files hold float32.
            assertThat(scalars.get(tag).get((long) iterations[i]))
                    .as(tag)
                    .isCloseTo(values[i], within(1e-6 + 1e-5 * Math.abs(values[i])));
        }
    }

    /** Scalars by tag and step, out of protoc's text. */
    private static Map<String, Map<Long, Double>> scalars(String text) {
        Map<String, Map<Long, Double>> scalars = new TreeMap<>();
        long step = 0;
        String tag = "";
        for (String line : text.lines().map(String::strip).toList()) {
            String value = line.substring(line.indexOf(':') + 1).strip();
            if (line.equals("event {")) {
                // The number that is not written.
                step = 0;
            } else if (line.startsWith("step: ")) {
                step = Long.parseLong(value);
            } else if (line.startsWith("tag: ")) {
                tag = value.replace("\"", "");
            } else if (line.startsWith("simple_value: ")) {
                scalars.computeIfAbsent(tag, any -> new TreeMap<>()).put(step, Double.parseDouble(value));
            }
        }
        return scalars;
    }

    private static String decoded(List<byte[]> records) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("event.proto"), PROTO);
        Path events = folder.resolve("events.bin");
        try (var stream = Files.newOutputStream(events)) {
            for (byte[] record : records) {
                stream.write(1 << 3 | 2);
                int length = record.length;
                while (length > 127) {
                    stream.write(length & 127 | 128);
                    length >>>= 7;
                }
                stream.write(length);
                stream.write(record);
            }
        }
        Path text = folder.resolve("events.txt");
        Process protoc;
        try {
            protoc = new ProcessBuilder("protoc", "--decode=Events", "--proto_path=" + folder, "event.proto")
                    .redirectInput(events.toFile())
                    .redirectOutput(text.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "protoc is not installed: messages are not decoded (" + e.getMessage() + ")");
            return "";
        }
        assertThat(protoc.waitFor()).isZero();
        return Files.readString(text);
    }
}
