package io.github.biwaa.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.setting.DataFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration comes from texts, from a program or from config.yaml, and no data are needed for it. */
class TrainingConfigurationTest {
    @TempDir
    private Path folder;

    @Test
    void theFileIsReadAsItWasWritten() throws IOException {
        for (Map<String, String> chosen : new Map[] {
            Map.of("source", folder + "/a", "target", folder + "/b"),
            Map.of(
                    "source",
                    folder + "/a.txt",
                    "source-root",
                    folder + "/r",
                    "target",
                    folder + "/b",
                    "classes",
                    folder + "/c",
                    "cache",
                    folder + "/d",
                    "freeze",
                    "layer2",
                    "weights",
                    folder + "/w.pth"),
            Map.of("source", folder + "/a.npy", "source-labels", folder + "/y.npy", "target", folder + "/b.npy")
        }) {
            TrainingConfiguration configuration = TrainingConfiguration.of(
                    chosen,
                    chosen.get("source").endsWith(".npy") ? DataFacts.embeddings(400, 0.25) : DataFacts.pictures(400));
            Path file = Files.writeString(folder.resolve("config.yaml"), configuration.yaml());
            TrainingConfiguration read = TrainingConfiguration.read(file);
            assertThat(read).isEqualTo(configuration);
            assertThat(read.yaml()).isEqualTo(configuration.yaml());
        }
    }

    /** Earlier versions wrote {@code ilda}. */
    @Test
    void theFormerNameOfAChainIsRead() throws IOException {
        String rest = "source: a\ntarget: b\niterations: 5\nmethod: ";
        assertThat(chain(rest + "dann\nilda: true\n")).isEqualTo("align");
        assertThat(chain(rest + "dann\nilda: false\n")).isEqualTo("once");
        assertThat(chain(rest + "biwaa\nilda: false\n")).isEqualTo("align");
        assertThat(chain(rest + "biwaa\nbetween-runs: once\n")).isEqualTo("once");
        assertThatThrownBy(() -> chain(rest + "dann\nbetween-runs: twice\n"))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("between-runs: twice, expected one of once, align");
    }

    /** A transformer learns by AdamW if it is trained; everything else as in the paper. */
    @Test
    void theRecipeFollowsFromWhatIsTrained() {
        String transformer = "adamw 1.0E-5 cosine 10 20 0.05";
        String paper = "sgd 0.001 inverse 0 0 0.001";
        assertThat(recipe("backbone", "vit_b_16")).isEqualTo(transformer);
        assertThat(recipe("backbone", "swin_t", "freeze", "layer2")).isEqualTo(transformer);
        assertThat(recipe("backbone", "vit_b_16", "weights", "none")).isEqualTo("adamw 1.0E-5 cosine 10 0 0.05");
        assertThat(recipe("backbone", "vit_b_16", "freeze", "backbone")).isEqualTo(paper);
        assertThat(recipe("backbone", "vit_b_16", "optimizer", "sgd", "head-first", "0"))
                .isEqualTo(paper);
        assertThat(recipe("backbone", "convnext_tiny")).isEqualTo(paper);
        assertThat(recipe("backbone", "resnet50")).isEqualTo(paper);
        assertThat(recipe("backbone", "resnet50", "optimizer", "adamw")).isEqualTo("adamw 1.0E-5 cosine 10 0 0.05");
    }

    private static String recipe(String... chosen) {
        Map<String, String> texts = new HashMap<>(Map.of("source", "a", "target", "b", "iterations", "200"));
        for (int i = 0; i < chosen.length; i += 2) {
            texts.put(chosen[i], chosen[i + 1]);
        }
        Map<String, Object> written =
                TrainingConfiguration.of(texts, DataFacts.pictures(400)).written();
        return Stream.of("optimizer", "lr", "lr-schedule", "warm-up", "head-first", "weight-decay")
                .map(key -> written.get(key).toString())
                .collect(Collectors.joining(" "));
    }

    /** An earlier version trained a transformer by SGD, and its training is gone on with so. */
    @Test
    void aFileOfAnEarlierVersionKeepsItsRecipe() throws IOException {
        Path file = Files.writeString(
                folder.resolve("config.yaml"),
                "source: a\ntarget: b\niterations: 200\nbackbone: vit_b_16\nlr: 0.001\n");
        TrainingConfiguration read = TrainingConfiguration.read(file);
        assertThat(read.get(RecipeSettings.OPTIMIZER)).isEqualTo(OptimizerChoice.SGD);
        assertThat(read.get(RecipeSettings.HEAD_FIRST)).isZero();
    }

    private String chain(String yaml) throws IOException {
        return TrainingConfiguration.read(Files.writeString(folder.resolve("config.yaml"), yaml))
                .chain()
                .id();
    }

    @Test
    void picturesAreNotCentred() {
        Map<String, String> pictures = Map.of("source", "a", "target", "b", "centre-features", "true");
        assertThatThrownBy(() -> TrainingConfiguration.of(pictures, DataFacts.pictures(400)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("centre-features: not for pictures");
    }

    @Test
    void errorsNameTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("config.yaml"), "source: a\ntarget: b\niterations: 5\nlearning_rate: 1\n");
        assertThatThrownBy(() -> TrainingConfiguration.read(file))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("unknown setting learning_rate. Did you mean lr?");
    }
}
