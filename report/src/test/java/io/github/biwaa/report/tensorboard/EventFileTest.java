package io.github.biwaa.report.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.biwaa.report.chart.Png;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files, taken apart again: frames and checksums here, messages by protoc with the fields' published numbers. */
class EventFileTest {
    /** From tensorboard/compat/proto: event.proto and summary.proto, as far as they are used. */
    private static final String PROTO = """
        syntax = "proto3";
        message Image { int32 height = 1; int32 width = 2; int32 colorspace = 3; bytes encoded_image_string = 4; }
        message Value { string tag = 1; float simple_value = 2; Image image = 4; }
        message Summary { repeated Value value = 1; }
        message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
        """;

    @TempDir
    Path folder;

    private List<byte[]> written() throws IOException {
        try (EventFile events = new EventFile(folder.resolve("run-0"))) {
            events.scalars(300, Map.of("training/totalLoss", 2.5));
            events.image(301, "target/confusion", new Png(7, 5, "not really a PNG".getBytes(StandardCharsets.UTF_8)));
        }
        try (var files = Files.list(folder.resolve("run-0"))) {
            Path file = files.findFirst().orElseThrow();
            assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.");
            return records(Files.readAllBytes(file));
        }
    }

    /** Checks every checksum on the way. */
    static List<byte[]> records(byte[] file) {
        List<byte[]> records = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            byte[] length = new byte[8];
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

    /** CRC-32C bit by bit (reflected polynomial 0x82F63B78), masked as TFRecord does. */
    private static int masked(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 255;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82F63B78);
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    @Test
    void everyChecksumFits() throws IOException {
        assertThat(written()).hasSize(3);
        // The published check value of CRC-32C.
        byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
        int known = 0xE3069283;
        assertThat(EventFile.maskedChecksum(check, check.length)).isEqualTo((known >>> 15 | known << 17) + 0xa282ead8);
    }

    @Test
    void protocReadsEveryRecord() throws IOException, InterruptedException {
        List<byte[]> records = written();
        Files.writeString(folder.resolve("event.proto"), PROTO);
        assertThat(decoded(records.get(0))).contains("file_version: \"brain.Event:2\"", "wall_time: ");
        assertThat(decoded(records.get(1))).contains("step: 300", "tag: \"training/totalLoss\"", "simple_value: 2.5");
        assertThat(decoded(records.get(2)))
                .contains("step: 301", "tag: \"target/confusion\"", "height: 5", "width: 7", "colorspace: 3")
                .contains("encoded_image_string: \"not really a PNG\"");
    }

    private String decoded(byte[] record) throws IOException, InterruptedException {
        Path input = Files.write(folder.resolve("record"), record);
        Process protoc;
        try {
            protoc = new ProcessBuilder("protoc", "--decode=Event", "--proto_path=" + folder, "event.proto")
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "protoc is not installed: messages are not decoded (" + e.getMessage() + ")");
            return "";
        }
        String text = new String(protoc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(protoc.waitFor()).as(text).isZero();
        return text;
    }
}
