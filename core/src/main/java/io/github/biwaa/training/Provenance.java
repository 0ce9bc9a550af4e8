package io.github.biwaa.training;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the results of a run folder come from: provenance.json. Together with config.yaml it says all that decides them.
 *
 * @param inputs SHA-256 of the samples' names and labels of {@code source} and {@code target}, and of the starting {@code weights}
 * @param samples how many {@code source} and {@code target} have, broken ones left out
 * @param classes K
 * @param seeds of the runs, in order
 * @param sessions the processes that worked on it, the last one last
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Provenance(
        Map<String, String> inputs,
        Map<String, Integer> samples,
        int classes,
        List<Long> seeds,
        List<ProvenanceSession> sessions) {
    private static final Logger LOG = LoggerFactory.getLogger(Provenance.class);

    /** Enters this process into the file; the sessions before it stay. */
    static void record(TrainingSetup setup, TrainingIdentity identity) {
        Path file = setup.folder().provenanceFile();
        TrainingConfiguration configuration = setup.configuration();
        List<ProvenanceSession> sessions = new ArrayList<>(earlierSessions(file));
        sessions.add(ProvenanceSession.now(configuration.compute()));
        List<Long> seeds = IntStream.range(0, configuration.runs())
                .mapToObj(configuration.schedule()::seedOfRun)
                .toList();
        Map<String, Integer> samples = new LinkedHashMap<>();
        samples.put("source", setup.source().size());
        samples.put("target", setup.target().size());
        Json.write(
                file,
                new Provenance(
                        identity.inputs(), samples, setup.source().classes().size(), seeds, sessions));
    }

    private static List<ProvenanceSession> earlierSessions(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            List<ProvenanceSession> sessions = Json.read(file, Provenance.class).sessions();
            return sessions == null ? List.of() : sessions;
        } catch (BiwaaException e) {
            // Nothing depends on it, so nobody is stopped by it.
            LOG.warn("{} It is written anew.", e.getMessage());
            return List.of();
        }
    }
}
