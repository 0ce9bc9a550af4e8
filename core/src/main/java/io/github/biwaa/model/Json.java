package io.github.biwaa.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import io.github.biwaa.file.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** JSON files of records. */
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final JsonMapper COMPACT = new JsonMapper();

    private static final Logger LOG = LoggerFactory.getLogger(Json.class);
    private static final String SEAL = "sha256";

    private Json() {}

    /** Writes a record, readable for people; the file appears whole. */
    public static void write(Path file, Object value) {
        try {
            AtomicFile.writeText(file, MAPPER.writeValueAsString(value) + "\n");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes a record as {@link #write} does, with the hash of its content, by which {@link #readSealed} finds what was changed since. */
    public static void writeSealed(Path file, Object value) {
        ObjectNode content = MAPPER.valueToTree(value);
        write(file, content.put(SEAL, seal(content)));
    }

    /**
     * Reads a record that {@link #writeSealed} wrote.
     *
     * @param sealed whether a record must have a hash: those of earlier versions have none
     * @throws BiwaaException if the file is missing, does not hold what is expected, or was changed since it was written
     */
    public static <T> T readSealed(Path file, Class<T> type, Predicate<T> sealed) {
        JsonNode content = read(file, JsonNode.class);
        JsonNode found = content instanceof ObjectNode object ? object.remove(SEAL) : null;
        boolean changed = found != null && !seal(content).equals(found.textValue());
        try {
            T value = changed ? null : MAPPER.treeToValue(content, type);
            if (value == null || found == null && sealed.test(value)) {
                throw new BiwaaException(
                        "cannot use " + file
                                + ": it is not what was written, for the SHA-256 in it is not that of its content. It was damaged or edited; restore it from a copy, or train again.");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new BiwaaException("cannot read " + file + ": " + e.getOriginalMessage() + ".", e);
        }
    }

    private static String seal(JsonNode content) {
        return Sha256.of(List.of(line(content)));
    }

    /**
     * Reads a record that {@link #writeSealed} wrote and people may edit: one that was changed since is read with a warning.
     *
     * @param since a field that earlier versions, which wrote no hash, did not write
     * @throws BiwaaException if the file is missing or does not hold what is expected
     */
    public static <T> T readEditable(Path file, Class<T> type, String since) {
        JsonNode content = read(file, JsonNode.class);
        if (content instanceof ObjectNode fields && (fields.has(SEAL) || fields.has(since))) {
            JsonNode found = fields.remove(SEAL);
            if (found == null || !seal(fields).equals(found.textValue())) {
                LOG.warn(
                        "{} is not what was written: it is damaged or was edited. Restore it from a copy, or check what it says.",
                        file);
            }
        }
        return read(file, type);
    }

    /** @return the value on one line */
    public static String line(Object value) {
        try {
            return COMPACT.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a record.
     *
     * @throws BiwaaException if the file is missing or does not hold what is expected
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            T value = MAPPER.readValue(Files.readString(file), type);
            if (value == null) {
                throw new BiwaaException("cannot read " + file + ": it holds null.");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new BiwaaException("cannot read " + file + ": " + e.getOriginalMessage() + ".", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
