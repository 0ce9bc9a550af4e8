package io.github.biwaa.run;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.StartingWeights;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.TrainingConfiguration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run is trained by: two runs of the same identity are the same run, and only such a run is gone on with.
 *
 * @param settings as in config.yaml
 * @param inputs SHA-256 of what settings name: {@code source} and {@code target}, the names and labels of their samples in order; {@code weights},
 *     the starting weights; {@code source-features} and {@code target-features}, the values of embeddings; {@code plan}, what
 *     one run learns from and in which order; {@code target-labelled}, labels of the target that are learnt from
 */
public record TrainingIdentity(Map<String, Object> settings, Map<String, String> inputs) {
    private static final String PLAN = "plan";

    /**
     * @param domains what is learnt from; labels of the target, if it has any, change nothing and are left out
     * @param content SHA-256 of the samples' values, where they are compared
     * @param weights what the backbone starts from
     */
    public static TrainingIdentity of(
            TrainingConfiguration configuration,
            Domains<? extends Samples> domains,
            Domains<Optional<String>> content,
            StartingWeights weights) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("source", domains.source().listingSha256());
        inputs.put("target", domains.target().namesSha256());
        content.source().ifPresent(hash -> inputs.put("source-features", hash));
        content.target().ifPresent(hash -> inputs.put("target-features", hash));
        inputs.put("weights", Objects.requireNonNullElse(weights.sha256(), "none"));
        return new TrainingIdentity(configuration.written(), inputs);
    }

    /** @return the identity of one run, which also learns by a plan of this hash */
    public TrainingIdentity with(String planSha256) {
        return with(PLAN, planSha256);
    }

    /** @return the identity of a training that also learns from the labels of this hash */
    public TrainingIdentity withTargetLabels(String sha256) {
        return with("target-labelled", sha256);
    }

    private TrainingIdentity with(String name, String hash) {
        Map<String, String> all = new LinkedHashMap<>(inputs);
        all.put(name, hash);
        return new TrainingIdentity(settings, all);
    }

    /**
     * Checks that the data and the weights are those of earlier.
     *
     * @param earlier their hashes then
     * @param what for messages: what was trained on them
     * @throws BiwaaException if one of them is another now; it names all of them
     */
    public void checkInputs(Map<String, String> earlier, String what) {
        List<String> changed = new ArrayList<>();
        inputs.forEach((name, hash) -> {
            // Checkpoints of the first version do not say what their plan was.
            boolean unknown = name.equals(PLAN) && !earlier.containsKey(PLAN);
            if (!unknown && !hash.equals(earlier.get(name))) {
                changed.add(name);
            }
        });
        if (changed.size() > 1) {
            // It follows from the others.
            changed.remove(PLAN);
        }
        if (!changed.isEmpty()) {
            throw new BiwaaException(
                    what + " belongs to other files: " + String.join(" and ", changed)
                            + " changed since (samples added, removed, renamed or replaced, other weights, or other scores of earlier runs). Bring them back, or train anew: overwrite it, or use another folder.");
        }
    }
}
