package io.github.biwaa.torch.file;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.torch.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the head of a safetensors file promises, checked against the file before anything of that size is allocated: a 64-bit length, that many
 * bytes of JSON, then the data of all tensors without gaps or overlaps.
 *
 * @param entries the tensors in the order of the header
 * @param metadata the free texts under {@code __metadata__}
 * @param dataStart where the data begin in the file, in bytes
 */
record SafetensorsHeader(List<Entry> entries, Map<String, String> metadata, long dataStart) {

    /** The format's own limit. */
    private static final long MAXIMUM_HEADER_BYTES = 100_000_000;

    private static final int MAXIMUM_DIMENSIONS = 16;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * One tensor.
     *
     * @param begin first byte, counted from the start of the data
     * @param end one past the last byte
     */
    record Entry(String name, TensorType type, long[] shape, long begin, long end) {}

    static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw broken(file, "it has " + size + " bytes, expected at least 8");
        }
        ByteBuffer lengthBytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        readFully(channel, lengthBytes, 0);
        long length = lengthBytes.getLong(0);
        if (length < 2 || length > MAXIMUM_HEADER_BYTES || length > size - 8) {
            throw broken(
                    file,
                    "its header claims " + Long.toUnsignedString(length) + " bytes, the file has " + size
                            + ". Either it is not a safetensors file or it was cut off");
        }
        ByteBuffer text = ByteBuffer.allocate((int) length);
        readFully(channel, text, 8);
        JsonNode root;
        try {
            root = JSON.readTree(new String(text.array(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw broken(file, "its header is not JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw broken(file, "its header is not a JSON object");
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(text2 ->
                                metadata.put(text2.getKey(), text2.getValue().asText()));
            } else {
                entries.add(entry(file, field.getKey(), field.getValue()));
            }
        }
        long dataStart = 8 + length;
        checkCoverage(file, entries, size - dataStart);
        return new SafetensorsHeader(List.copyOf(entries), Map.copyOf(metadata), dataStart);
    }

    private static Entry entry(Path file, String name, JsonNode node) {
        JsonNode dtype = node.path("dtype");
        JsonNode shape = node.path("shape");
        JsonNode offsets = node.path("data_offsets");
        if (!dtype.isTextual() || !shape.isArray() || !offsets.isArray() || offsets.size() != 2) {
            throw broken(file, "tensor " + name + " lacks dtype, shape or data_offsets");
        }
        TensorType type;
        try {
            type = TensorType.valueOf(dtype.asText());
        } catch (IllegalArgumentException e) {
            throw broken(file, "tensor " + name + " has the unknown type " + dtype.asText());
        }
        if (shape.size() > MAXIMUM_DIMENSIONS) {
            throw broken(file, "tensor " + name + " has " + shape.size() + " dimensions");
        }
        long[] sizes = new long[shape.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = natural(file, name, shape.get(i));
        }
        long begin = natural(file, name, offsets.get(0));
        long end = natural(file, name, offsets.get(1));
        try {
            long bytes = type.bytes();
            for (long extent : sizes) {
                bytes = Math.multiplyExact(bytes, extent);
            }
            if (end - begin != bytes) {
                throw broken(file, "tensor " + name + " needs " + bytes + " bytes, its range has " + (end - begin));
            }
        } catch (ArithmeticException e) {
            throw broken(file, "the shape of tensor " + name + " is too large");
        }
        return new Entry(name, type, sizes, begin, end);
    }

    private static long natural(Path file, String name, JsonNode number) {
        if (!number.isIntegralNumber() || !number.canConvertToLong() || number.asLong() < 0) {
            throw broken(
                    file, "tensor " + name + " has the size or offset " + number + ", expected a whole number from 0");
        }
        return number.asLong();
    }

    private static void checkCoverage(Path file, List<Entry> entries, long dataBytes) {
        List<Entry> byPlace = new ArrayList<>(entries);
        byPlace.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long reached = 0;
        for (Entry entry : byPlace) {
            if (entry.begin() != reached) {
                throw broken(
                        file,
                        "tensor " + entry.name() + " begins at byte " + entry.begin() + " of the data, expected "
                                + reached + " (ranges overlap or leave a gap)");
            }
            reached = entry.end();
        }
        if (reached != dataBytes) {
            throw broken(
                    file,
                    "its tensors need " + reached + " bytes of data, the file has " + dataBytes
                            + (reached > dataBytes ? ": it was cut off" : ""));
        }
    }

    static void readFully(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, position + buffer.position());
            if (read < 0) {
                throw new IOException("unexpected end of file");
            }
        }
    }

    static BiwaaException broken(Path file, String why) {
        return WeightFiles.broken(file, why);
    }
}
