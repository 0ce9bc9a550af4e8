package io.github.biwaa.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Json;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the results of a run folder come from: provenance.json. Together with config.yaml it says all that decides them.
 *
 * @param inputs SHA-256 of the samples' names and labels of {@code source} and {@code target}, of the starting {@code weights}, and of the values
 *     of embeddings
 * @param samples how many {@code source} and {@code target} have, broken ones left out
 * @param classes K
 * @param seeds of the runs, in order
 * @param configuration SHA-256 of config.yaml; null in folders of earlier versions
 * @param sessions the processes that worked on it, the last one last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Provenance(
        Map<String, String> inputs,
        Map<String, Integer> samples,
        int classes,
        List<Long> seeds,
        String configuration,
        List<ProvenanceSession> sessions) {
    private static final Logger LOG = LoggerFactory.getLogger(Provenance.class);

    /** Copies what could change; what a file lacks is empty. */
    public Provenance {
        inputs = inputs == null ? Map.of() : new LinkedHashMap<>(inputs);
        samples = samples == null ? Map.of() : new LinkedHashMap<>(samples);
        seeds = seeds == null ? List.of() : List.copyOf(seeds);
        sessions = sessions == null ? List.of() : List.copyOf(sessions);
    }

    /**
     * Enters this process into the file; the sessions before it stay.
     *
     * @param folder where the results go
     * @param configuration what is done
     * @param placement where is computed, and in which numbers
     * @param domains what is learnt from
     * @param identity what the runs are trained by
     */
    public static void record(
            RunFolder folder,
            TrainingConfiguration configuration,
            Placement placement,
            Domains<? extends Samples> domains,
            TrainingIdentity identity) {
        Path file = folder.provenanceFile();
        List<ProvenanceSession> sessions =
                new ArrayList<>(earlier(folder).map(Provenance::sessions).orElse(List.of()));
        sessions.add(ProvenanceSession.now(configuration, placement));
        List<Long> seeds = IntStream.range(0, configuration.runs())
                .mapToObj(configuration::seedOfRun)
                .toList();
        Map<String, Integer> samples = new LinkedHashMap<>();
        samples.put("source", domains.source().size());
        samples.put("target", domains.target().size());
        Json.writeSealed(
                file,
                new Provenance(
                        identity.inputs(),
                        samples,
                        domains.source().classes().size(),
                        seeds,
                        folder.hashOfConfiguration(),
                        sessions));
    }

    /** @return the hashes of what a folder's runs were trained on; empty if it does not say so, or is broken */
    public static Optional<Map<String, String>> inputsOf(RunFolder folder) {
        return earlier(folder).map(Provenance::inputs);
    }

    private static Optional<Provenance> earlier(RunFolder folder) {
        try {
            return folder.provenance();
        } catch (BiwaaException e) {
            // It is written for people, so nobody is stopped by it.
            LOG.warn("{} It is written again.", e.getMessage());
            return Optional.empty();
        }
    }
}
