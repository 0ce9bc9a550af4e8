package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.DataSettings.SOURCE;
import static io.github.biwaa.settings.DataSettings.TARGET;
import static io.github.biwaa.settings.MachineSettings.EVALUATION_BATCH;
import static io.github.biwaa.settings.MachineSettings.LOCAL_BATCH_NORM;
import static io.github.biwaa.settings.MachineSettings.ON_NAN;
import static io.github.biwaa.settings.TrainingSettings.BATCH_SIZE;
import static io.github.biwaa.settings.TrainingSettings.RUNS;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.run.Versions;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.distributed.Ranks;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What several processes must agree on before they train together.
 *
 * @param ranks the processes
 */
public record RankAgreement(Ranks ranks) {
    /** What hashes stand for, which tell people nothing. */
    private static final Map<String, String> HASHED = Map.of(
            "source", "samples of the source",
            "target", "samples of the target",
            "source-features", "values of the source",
            "target-features", "values of the target",
            "target-labelled", "labels of the target",
            "weights", "starting weights");
    /** Before the names of what is compared by hashes. */
    private static final String FILES = "files of ";

    /**
     * @param ranks how many, at least 1
     * @throws InvalidSettingException if so many could not share the work of such a training, or not equally
     */
    public static void requireWorkToShare(int ranks, TrainingConfiguration configuration) {
        if (ranks == 1) {
            return;
        }
        if (configuration.kind() == SampleKind.EMBEDDINGS) {
            throw new InvalidSettingException("ranks: " + ranks
                    + ", expected 1 for embeddings: there is no backbone whose work could be divided");
        }
        if (configuration.freeze().equals(Freeze.BACKBONE)) {
            throw new InvalidSettingException(
                    "ranks: " + ranks
                            + ", expected 1 with freeze: backbone, whose features are computed once, so there is no work to divide");
        }
        int batch = configuration.get(BATCH_SIZE);
        if (batch % ranks != 0) {
            throw new InvalidSettingException("batch-size: " + batch + ", expected a multiple of " + ranks
                    + ", the number of ranks, which get equal parts of it");
        }
    }

    /**
     * To be asked before a new training; one that several ranks began may go on with one.
     *
     * @param ranks how many, at least 1
     * @throws InvalidSettingException if a setting says what several ranks do, and there is one
     */
    public static void requireRanksFor(TrainingConfiguration configuration, int ranks) {
        if (ranks == 1 && configuration.find(LOCAL_BATCH_NORM).orElse(false)) {
            throw new InvalidSettingException(LOCAL_BATCH_NORM
                    + ": true, expected false for a training in one process, whose batch norm sees the whole batch");
        }
    }

    /**
     * Compares what the ranks are about to train; returns when all have come this far.
     *
     * @throws BiwaaException if one of them differs from rank 0; it says in what
     */
    public void check(TrainingConfiguration configuration, TrainingIdentity identity) {
        if (ranks.isAlone()) {
            return;
        }
        List<Map<String, String>> all = gathered(facts(configuration, identity));
        List<String> differences = IntStream.range(1, all.size())
                .mapToObj(rank -> new Difference(rank, all.get(0), all.get(rank)))
                .flatMap(difference -> difference.found().stream())
                .toList();
        if (!differences.isEmpty()) {
            throw new BiwaaException("the ranks do not train the same: " + String.join("; ", differences)
                    + ". Start all with the same Biwaa, settings and files.");
        }
    }

    /** What must be equal on all ranks, by what people call it. */
    private static Map<String, String> facts(TrainingConfiguration configuration, TrainingIdentity identity) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("Biwaa", Versions.biwaa());
        configuration.deciding().forEach(line -> {
            int colon = line.indexOf(": ");
            facts.put(line.substring(0, colon), line.substring(colon + 2));
        });
        // Hashes tell what lies there; another machine may have it elsewhere.
        facts.keySet().removeAll(List.of(SOURCE.key(), TARGET.key()));
        // These change no results, but what the ranks exchange, and when.
        Stream.of(RUNS, EVALUATION_BATCH, ON_NAN)
                .forEach(setting -> facts.put(setting.key(), "" + configuration.get(setting)));
        new TreeMap<>(identity.inputs())
                .forEach((name, hash) -> facts.put(FILES + HASHED.getOrDefault(name, name), hash));
        return facts;
    }

    private List<Map<String, String>> gathered(Map<String, String> own) {
        String text = own.entrySet().stream()
                .map(fact -> fact.getKey() + "\t" + fact.getValue().replace('\n', ' ') + "\n")
                .collect(Collectors.joining());
        return ranks.gather(text).stream().map(RankAgreement::read).toList();
    }

    private static Map<String, String> read(String text) {
        Map<String, String> facts = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int tab = line.indexOf('\t');
            facts.put(line.substring(0, tab), line.substring(tab + 1));
        });
        return facts;
    }

    /** What a rank has that rank 0 has otherwise. */
    private record Difference(int rank, Map<String, String> first, Map<String, String> other) {
        List<String> found() {
            Set<String> names = new LinkedHashSet<>(first.keySet());
            names.addAll(other.keySet());
            return names.stream()
                    .filter(name -> !Objects.equals(first.get(name), other.get(name)))
                    .map(this::sentence)
                    .toList();
        }

        private String sentence(String name) {
            return name.startsWith(FILES)
                    ? "rank " + rank + " has other " + name.substring(FILES.length()) + " than rank 0"
                    : "rank " + rank + " has " + name + " " + other.getOrDefault(name, "none") + ", and rank 0 has "
                            + first.getOrDefault(name, "none");
        }
    }
}
