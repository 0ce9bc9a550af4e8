package io.github.biwaa.run;

/**
 * The JSON half of a checkpoint; the other is a safetensors file.
 *
 * @param format {@link #FORMAT}
 * @param run r, from 0
 * @param progress where the run stood
 * @param identity what the run is trained by
 * @param sha256 of the safetensors file
 */
public record CheckpointDescription(
        int format, int run, RunProgress.Snapshot progress, TrainingIdentity identity, String sha256) {
    /** The only format so far. */
    static final int FORMAT = 1;

    /** @return whether nothing is missing in what was read */
    public boolean hasAllParts() {
        return progress != null
                && progress.losses() != null
                && progress.scored() != null
                && identity != null
                && identity.settings() != null
                && identity.inputs() != null
                && sha256 != null;
    }
}
