package io.github.biwaa.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/**
 * The named arrays of one golden safetensors file: u64 little-endian header length, JSON header, raw little-endian data in C order. It knows
 * only the types the golden files use (F64, F32, I64, I32, U8) and is deliberately independent of the library's own reader.
 */
public final class GoldenArrays {
    private static final String RESOURCE_FOLDER = "/golden/";

    private final String name;
    private final Map<String, JsonNode> entries = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final ByteBuffer data;

    private GoldenArrays(String name, byte[] content) {
        this.name = name;
        ByteBuffer file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = Math.toIntExact(file.getLong());
        try {
            JsonNode header = new ObjectMapper().readTree(content, Long.BYTES, headerLength);
            header.properties().forEach(entry -> {
                if (entry.getKey().equals("__metadata__")) {
                    entry.getValue()
                            .properties()
                            .forEach(pair ->
                                    metadata.put(pair.getKey(), pair.getValue().asText()));
                } else {
                    entries.put(entry.getKey(), entry.getValue());
                }
            });
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        data = file.position(Long.BYTES + headerLength).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads a file copied into the test resources.
     *
     * @param fileName its name in src/test/resources/golden, for example "a7_lr_schedule.safetensors"
     */
    public static GoldenArrays ofResource(String fileName) {
        return new GoldenArrays(fileName, resource(fileName));
    }

    /**
     * Reads a file that is too large for the test resources from ../shared/golden. Where that folder is absent the calling test is skipped.
     *
     * @param fileName its name in ../shared/golden
     */
    public static GoldenArrays ofShared(String fileName) {
        Path file = shared("golden").resolve(fileName);
        try {
            return new GoldenArrays(fileName, Files.readAllBytes(file));
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /** A file of JSON in src/test/resources/golden. */
    public static JsonNode json(String fileName) throws IOException {
        return new ObjectMapper().readTree(resource(fileName));
    }

    /** The bytes of any file in src/test/resources/golden. */
    public static byte[] resource(String fileName) {
        try (InputStream stream = GoldenArrays.class.getResourceAsStream(RESOURCE_FOLDER + fileName)) {
            if (stream == null) {
                throw new IllegalArgumentException("no test resource " + RESOURCE_FOLDER + fileName);
            }
            return stream.readAllBytes();
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /**
     * A folder of ../shared beside the repository (Maven runs the tests in the module's folder, IDEs in the repository's), or of the folder that
     * the system property biwaa.shared names. Skips the calling test where it is absent.
     */
    public static Path shared(String folder) {
        for (String root : new String[] {System.getProperty("biwaa.shared", "."), "../../shared", "../shared"}) {
            Path candidate = Path.of(root, folder).toAbsolutePath().normalize();
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        Assumptions.abort("shared/" + folder + " is not beside the repository: skipped");
        throw new AssertionError("unreachable");
    }

    /** Names of all arrays, in file order. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** The file's metadata: hyper-parameters as strings. */
    public Map<String, String> metadata() {
        return metadata;
    }

    /** The shape of an array; empty for a scalar. */
    public long[] shape(String array) {
        JsonNode shape = entry(array).get("shape");
        long[] sizes = new long[shape.size()];
        Arrays.setAll(sizes, axis -> shape.get(axis).asLong());
        return sizes;
    }

    /** The dtype of an array: F64, F32, I64, I32 or U8. */
    public String type(String array) {
        return entry(array).get("dtype").asText();
    }

    /** A U8 array, flattened in C order; the bytes are unsigned. */
    public byte[] bytes(String array) {
        ByteBuffer buffer = buffer(array, "U8");
        byte[] values = new byte[buffer.remaining()];
        buffer.get(values);
        return values;
    }

    /** An F32 array, flattened in C order. */
    public float[] floats(String array) {
        ByteBuffer buffer = buffer(array, "F32");
        float[] values = new float[buffer.remaining() / Float.BYTES];
        buffer.asFloatBuffer().get(values);
        return values;
    }

    /** An I32 array, flattened in C order. */
    public int[] ints(String array) {
        ByteBuffer buffer = buffer(array, "I32");
        int[] values = new int[buffer.remaining() / Integer.BYTES];
        buffer.asIntBuffer().get(values);
        return values;
    }

    /** An I64 or I32 array, flattened in C order. */
    public long[] longs(String array) {
        if (type(array).equals("I32")) {
            return Arrays.stream(ints(array)).asLongStream().toArray();
        }
        ByteBuffer buffer = buffer(array, "I64");
        long[] values = new long[buffer.remaining() / Long.BYTES];
        buffer.asLongBuffer().get(values);
        return values;
    }

    /** An F64 array, or an F32 array made wider, flattened in C order. */
    public double[] doubles(String array) {
        if (type(array).equals("F32")) {
            float[] narrow = floats(array);
            double[] values = new double[narrow.length];
            Arrays.setAll(values, index -> narrow[index]);
            return values;
        }
        ByteBuffer buffer = buffer(array, "F64");
        double[] values = new double[buffer.remaining() / Double.BYTES];
        buffer.asDoubleBuffer().get(values);
        return values;
    }

    private JsonNode entry(String array) {
        JsonNode entry = entries.get(array);
        if (entry == null) {
            throw new IllegalArgumentException(name + " has no array '" + array + "'; it has " + entries.keySet());
        }
        return entry;
    }

    private ByteBuffer buffer(String array, String expectedType) {
        if (!type(array).equals(expectedType)) {
            throw new IllegalArgumentException(
                    name + ": array '" + array + "' is " + type(array) + ", asked for as " + expectedType);
        }
        JsonNode offsets = entry(array).get("data_offsets");
        int begin = Math.toIntExact(offsets.get(0).asLong());
        int end = Math.toIntExact(offsets.get(1).asLong());
        return data.slice(begin, end - begin).order(ByteOrder.LITTLE_ENDIAN);
    }
}
