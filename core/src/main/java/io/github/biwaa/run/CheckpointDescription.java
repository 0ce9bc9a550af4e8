package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.biwaa.model.Json;
import java.nio.file.Path;

/**
 * The JSON half of a checkpoint; the other is a safetensors file.
 *
 * @param format {@link #FORMAT}
 * @param run r, from 0
 * @param progress where the run stood
 * @param identity what the run is trained by
 * @param tensors SHA-256 of the safetensors file
 */
public record CheckpointDescription(
        int format,
        int run,
        RunProgress.Snapshot progress,
        TrainingIdentity identity,
        @JsonAlias("sha256") String tensors) {
    /** The only format so far. */
    static final int FORMAT = 1;

    void write(Path file) {
        Json.writeSealed(file, this);
    }

    /** @throws io.github.biwaa.BiwaaException if the file is not what was written; earlier versions wrote nothing to tell that by */
    static CheckpointDescription read(Path file) {
        return Json.read(file, JsonNode.class).has("tensors")
                ? Json.readSealed(file, CheckpointDescription.class, description -> true)
                : Json.read(file, CheckpointDescription.class);
    }

    /** @return whether nothing is missing in what was read */
    public boolean hasAllParts() {
        return progress != null
                && progress.losses() != null
                && progress.scored() != null
                && identity != null
                && identity.settings() != null
                && identity.inputs() != null
                && tensors != null;
    }
}
