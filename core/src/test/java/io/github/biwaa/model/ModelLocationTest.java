package io.github.biwaa.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rule of the run folder: whoever names one means the model of its last finished run. */
class ModelLocationTest {
    @TempDir
    private Path run;

    @BeforeEach
    void makeModels() throws IOException {
        for (String name : new String[] {"run-0", "run-2", "run-10", "run-x", "other"}) {
            Files.createDirectories(run.resolve(name).resolve("model"));
            Files.writeString(run.resolve(name).resolve("model/model.json"), "{}");
        }
    }

    private Path model(String name) {
        return run.resolve(name).resolve("model");
    }

    @Test
    void modelAndRunFoldersMeanThemselves() {
        assertThat(ModelLocation.resolve(model("run-2"))).isEqualTo(model("run-2"));
        assertThat(ModelLocation.resolve(run.resolve("run-2"))).isEqualTo(model("run-2"));
        assertThat(ModelLocation.resolve(run.resolve("other"))).isEqualTo(model("other"));
    }

    @Test
    void theSummarySaysWhichRunIsTheLastFinished() throws IOException {
        Files.writeString(
                run.resolve("summary.json"),
                "{\"runs\": [{\"run\": 0, \"iterations\": 3}, {\"run\": 2}], \"more\": 1}");
        assertThat(ModelLocation.resolve(run)).isEqualTo(model("run-2"));
    }

    @Test
    void withoutASummaryTheHighestRunCounts() {
        assertThat(ModelLocation.resolve(run)).isEqualTo(model("run-10"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"runs\": []}", "{}", "{\"runs\": [null]}", "{\"runs\": [{\"run\": 1}]}"})
    void aTrainingWithoutAFinishedRunHasNoModel(String summary) throws IOException {
        Files.writeString(run.resolve("summary.json"), summary);
        assertThatThrownBy(() -> ModelLocation.resolve(run))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContainingAll(run.toString(), "holds no finished model");
    }

    @Test
    void whatIsNoSummaryIsNamed() throws IOException {
        Files.writeString(run.resolve("summary.json"), "{\"runs\": 7}");
        assertThatThrownBy(() -> ModelLocation.resolve(run))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("summary.json");
        assertThatThrownBy(() -> ModelLocation.resolve(run.resolve("gone")))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("does not exist");
    }
}
