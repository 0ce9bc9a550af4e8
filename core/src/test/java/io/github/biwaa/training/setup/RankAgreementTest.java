package io.github.biwaa.training.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.distributed.RanksInThreads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("machine")
class RankAgreementTest {
    private static final Map<String, String> HASHES = Map.of("source", "a1", "target", "b2", "weights", "c3");

    private static TrainingConfiguration configuration(Map<String, String> some) {
        Map<String, String> all = new HashMap<>(Map.of("source", "photos", "target", "drawings"));
        all.putAll(some);
        return TrainingConfiguration.of(all, DataFacts.pictures(100));
    }

    private static TrainingIdentity identity(TrainingConfiguration configuration, Map<String, String> some) {
        Map<String, String> all = new HashMap<>(HASHES);
        all.putAll(some);
        return new TrainingIdentity(configuration.written(), all);
    }

    /** What three ranks say, of which the last one differs. */
    private static List<String> check(Map<String, String> settings, Map<String, String> hashes) {
        return RanksInThreads.run(3, ranks -> {
            boolean last = ranks.rank() == 2;
            TrainingConfiguration configuration = configuration(last ? settings : Map.of());
            try {
                new RankAgreement(ranks).check(configuration, identity(configuration, last ? hashes : Map.of()));
                return "";
            } catch (BiwaaException different) {
                return String.valueOf(different.getMessage());
            }
        });
    }

    @Test
    void equalRanksAgree() {
        assertThat(check(Map.of(), Map.of())).containsOnly("");
    }

    @Test
    void whereTheFilesLieAndHowManyThreadsThereAreMayDiffer() {
        assertThat(check(Map.of("source", "/mnt/photos", "threads", "3", "cache", "/mnt/cache"), Map.of()))
                .containsOnly("");
    }

    @Test
    void allRanksSayInWhatOneDiffers() {
        assertThat(check(Map.of("lr", "0.01", "evaluation-batch", "7"), Map.of("weights", "c4", "source", "a2")))
                .containsOnly("the ranks do not train the same: rank 2 has lr 0.01, and rank 0 has 0.001; rank 2 has"
                        + " evaluation-batch 7, and rank 0 has 32; rank 2 has other samples of the source than rank 0;"
                        + " rank 2 has other starting weights than rank 0. Start all with the same Biwaa, settings and"
                        + " files.");
    }

    @Test
    void aSettingThatOnlyOneOfTheMethodsHasIsNamed() {
        assertThat(check(Map.of("method", "coral"), Map.of()).get(0))
                .contains("rank 2 has method coral, and rank 0 has biwaa")
                .containsPattern("rank 2 has coral-weight [0-9.]+, and rank 0 has none");
    }

    @Test
    void localBatchNormIsForSeveralRanks() {
        TrainingConfiguration local = configuration(Map.of("local-batch-norm", "true"));
        RankAgreement.requireRanksFor(local, 2);
        RankAgreement.requireRanksFor(configuration(Map.of()), 1);
        assertThatThrownBy(() -> RankAgreement.requireRanksFor(local, 1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("local-batch-norm: true, expected false for a training in one process");
    }
}
