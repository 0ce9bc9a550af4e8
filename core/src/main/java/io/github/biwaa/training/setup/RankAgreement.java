package io.github.biwaa.training.setup;

import static io.github.biwaa.settings.TrainingSettings.BATCH_SIZE;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.file.Sha256;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.run.Versions;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.distributed.Ranks;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;

/**
 * What several processes must agree on before they train together.
 *
 * @param ranks the processes
 */
public record RankAgreement(Ranks ranks) {
    /** What is compared, in this order; what else a training is made of comes last, as one. */
    private static final List<String> COMPARED = List.of(
            "version of Biwaa", "settings", "source", "target", "starting weights", "labels or values of samples");

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
                    + ", expected 1 for embeddings: there is no backbone whose work could be shared out");
        }
        if (configuration.freeze().equals(Freeze.BACKBONE)) {
            throw new InvalidSettingException(
                    "ranks: " + ranks
                            + ", expected 1 with freeze: backbone, whose features are computed once and leave nothing to share out");
        }
        int batch = configuration.get(BATCH_SIZE);
        if (batch % ranks != 0) {
            throw new InvalidSettingException("batch-size: " + batch + ", expected a multiple of " + ranks
                    + ", the number of ranks, which get equal parts of it");
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
        List<String> own = hashes(configuration, identity);
        long[] values = String.join("", own)
                .chars()
                .mapToLong(digit -> HexFormat.fromHexDigit(digit))
                .toArray();
        try (PointerScope scope = new PointerScope()) {
            int digits = values.length / COMPARED.size();
            long[] all = Tensors.toLongs(ranks.gather(Tensors.of(values, 1, values.length)));
            List<String> differences = new ArrayList<>();
            for (int rank = 1; rank < ranks.size(); rank++) {
                for (int part = 0; part < COMPARED.size(); part++) {
                    int first = part * digits;
                    int there = rank * values.length + first;
                    if (!java.util.Arrays.equals(all, first, first + digits, all, there, there + digits)) {
                        differences.add("rank " + rank + ": " + COMPARED.get(part));
                    }
                }
            }
            if (!differences.isEmpty()) {
                throw new BiwaaException("the ranks do not train the same: other than rank 0 has "
                        + String.join(", ", differences) + ". Start all with the same Biwaa, settings and files.");
            }
        }
    }

    private static List<String> hashes(TrainingConfiguration configuration, TrainingIdentity identity) {
        Map<String, String> inputs = identity.inputs();
        List<String> rest = new ArrayList<>();
        new TreeSet<>(inputs.keySet()).forEach(name -> {
            if (!List.of("source", "target", "weights").contains(name)) {
                rest.add(name + " " + inputs.get(name));
            }
        });
        return List.of(
                Sha256.of(List.of(Versions.biwaa())),
                Sha256.of(configuration.deciding()),
                Sha256.of(List.of(String.valueOf(inputs.get("source")))),
                Sha256.of(List.of(String.valueOf(inputs.get("target")))),
                Sha256.of(List.of(String.valueOf(inputs.get("weights")))),
                Sha256.of(rest));
    }
}
