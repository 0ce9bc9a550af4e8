package io.github.biwaa.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the hub says about a model at one commit.
 *
 * @param commit 40 hexadecimal digits
 * @param licence as the model's card states it; empty if it does not
 * @param files their hashes by name, or an empty text where the hub does not say
 */
record HubListing(String commit, Optional<String> licence, Map<String, String> files) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String COMMIT = "commit";
    private static final String LICENCE = "licence";
    private static final String FILES = "files";

    HubListing {
        files = Map.copyOf(files);
    }

    /**
     * Reads an answer of the hub's interface, {@code /api/models/owner/name/revision/main?blobs=true}.
     *
     * @throws BiwaaException if it is none
     */
    static HubListing ofAnswer(Path answer) {
        JsonNode said = json(answer, "the server did not answer as the Hugging Face hub does: ");
        String commit = said.path("sha").asText();
        Map<String, String> files = new LinkedHashMap<>();
        said.path("siblings")
                .forEach(file -> files.put(
                        file.path("rfilename").asText(),
                        file.path("lfs")
                                .path("sha256")
                                .asText(file.path("blobId").asText())));
        if (Checksum.of(commit).isEmpty() || files.isEmpty()) {
            throw new BiwaaException(
                    "the server did not answer as the Hugging Face hub does: no commit, or no files of a model.");
        }
        return new HubListing(commit, licence(said), files);
    }

    private static Optional<String> licence(JsonNode said) {
        JsonNode card = said.path("cardData");
        JsonNode stated = card.path("license");
        // "other" has a name of its own.
        return Stream.of(card.path("license_name"), stated.isArray() ? stated.path(0) : stated)
                .map(JsonNode::asText)
                .filter(name -> !name.isBlank())
                .findFirst();
    }

    /** Reads what {@link #write} wrote. */
    static HubListing read(Path file, String expectedCommit) {
        JsonNode kept = json(file, "");
        Map<String, String> files = new LinkedHashMap<>();
        kept.path(FILES)
                .properties()
                .forEach(entry -> files.put(entry.getKey(), entry.getValue().asText()));
        if (!kept.path(COMMIT).asText().equals(expectedCommit) || files.isEmpty()) {
            throw new BiwaaException("cannot use " + file + ": it is damaged. Delete its folder, and the model is"
                    + " downloaded again.");
        }
        return new HubListing(
                expectedCommit, Optional.ofNullable(kept.path(LICENCE).textValue()), files);
    }

    void write(Path file) {
        ObjectNode kept = JSON.createObjectNode().put(COMMIT, commit);
        licence.ifPresent(stated -> kept.put(LICENCE, stated));
        ObjectNode hashes = kept.putObject(FILES);
        files.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> hashes.put(entry.getKey(), entry.getValue()));
        AtomicFile.writeText(file, kept.toPrettyString() + "\n");
    }

    HubListing withLicence(String stated) {
        return new HubListing(commit, Optional.of(stated), files);
    }

    HubListing withHash(String file, String hash) {
        Map<String, String> all = new LinkedHashMap<>(files);
        all.put(file, hash);
        return new HubListing(commit, licence, all);
    }

    private static JsonNode json(Path file, String before) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw new BiwaaException(before + "no JSON is in " + file + ".", e);
        } catch (IOException e) {
            throw new BiwaaException("cannot read " + file + ": " + AtomicFile.reason(e) + ".", e);
        }
    }
}
