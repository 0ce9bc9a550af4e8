package io.github.biwaa.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.report.evidence.RecordedTraining;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.WorkAtHand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingProgressTest {
    @TempDir
    private Path folder;

    @Test
    void theCardSaysWhatIsDoneBeforeTheFirstStep() throws IOException {
        Files.writeString(folder.resolve("config.yaml"), "method: dann\niterations: 10\n");
        assertThat(card(Instant.now())).contains("beginning");
        new RunFolder(folder).writeWorkAtHand(new WorkAtHand("computing the features of phone", 320, 958));
        assertThat(card(Instant.now())).contains("computing the features of phone, 320 of 958");
        new RunFolder(folder).writeWorkAtHand(new WorkAtHand("computing the features of phone", 400, 958, 0.25, 130.0));
        assertThat(card(Instant.now()))
                .contains("25.0\u202f% done, about 2 min 10 s left; computing the features of phone, 400 of 958");
        assertThat(card(Instant.now().plus(Duration.ofMinutes(10)))).contains("nothing written for 10 min");
        Files.writeString(folder.resolve("progress.json"), "{\"task\":null}");
        assertThat(card(Instant.now())).contains("0 of 0").doesNotContain("null");
        Files.writeString(folder.resolve("progress.json"), "{");
        assertThat(card(Instant.now())).contains("beginning");
    }

    private String card(Instant now) {
        return SummarySection.html(
                        List.of(new ReportedTraining(RecordedTraining.read(folder), Optional.empty(), List.of(), 0)),
                        now)
                .toString();
    }
}
