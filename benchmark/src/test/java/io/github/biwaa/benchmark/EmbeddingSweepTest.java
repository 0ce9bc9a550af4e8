package io.github.biwaa.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.array.LabelWriter;
import io.github.biwaa.array.NpyFeatureWriter;
import io.github.biwaa.benchmark.recipe.BenchmarkData;
import io.github.biwaa.benchmark.recipe.Recipe;
import io.github.biwaa.benchmark.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe that names files of embeddings in place of pictures. */
class EmbeddingSweepTest {
    private static final String RECIPE = """
            title: Squares
            methods: [dann]
            seeds: [1]
            settings: {iterations: 2, batch-size: 4, bottleneck: 4, discriminator-width: 4, centre-features: true}
            tasks: [N2F]
            classes: [low, high]
            domains:
              N: {name: near, features: near.npy, labels: near-labels.npy, counts: [4, 4]}
              F: {name: far, features: far.npy, labels: far-labels.npy, counts: [4, 5]}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        for (String domain : List.of("near", "far")) {
            int[] labels = {0, 1, 0, 1, 0, 1, 0, 1};
            Path file = folder.resolve(domain + ".npy");
            try (NpyFeatureWriter writer = new NpyFeatureWriter(file, labels.length, 3)) {
                for (int sample = 0; sample < labels.length; sample++) {
                    writer.add(new float[] {labels[sample], sample * sample, domain.length()});
                }
            }
            Path labelFile = folder.resolve(domain + "-labels.npy");
            LabelWriter.write(labelFile, labelFile, labels, List.of());
        }
    }

    private Recipe recipe(String text) throws IOException {
        return Recipes.named(
                Files.writeString(folder.resolve("squares.yaml"), text).toString());
    }

    private Sweep sweep() throws IOException {
        return Sweep.of(recipe(RECIPE)).root(folder).out(folder.resolve("out")).devices("cpu");
    }

    @Test
    void trainsOnTheFiles() throws IOException {
        sweep().run();
        assertThat(Files.readString(folder.resolve("out/dann/N2F/seed-1/config.yaml")))
                .contains(
                        "source: " + folder.resolve("near.npy"),
                        "source-labels: " + folder.resolve("near-labels.npy"),
                        "target-labels: " + folder.resolve("far-labels.npy"),
                        "centre-features: true");
        assertThat(folder.resolve("out/table.md")).content().contains("Squares");
        assertThat(new BenchmarkData(recipe(RECIPE), folder)
                        .find(recipe(RECIPE).domain("far"))
                        .differences())
                .containsExactly("far: class high has 4 embeddings, 1 fewer than the published 5.");
    }

    @Test
    void whatIsMissingOrContradictsIsNamed() throws IOException {
        Sweep listed = sweep().list("far", folder.resolve("list.txt"));
        assertThatThrownBy(listed::run)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("far, whose samples are embeddings");
        Files.delete(folder.resolve("far-labels.npy"));
        assertThatThrownBy(() -> sweep().run())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("far: there is no file " + folder.resolve("far-labels.npy"));
        assertThatThrownBy(() -> recipe(RECIPE.replace("labels: far-labels.npy, ", "")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("labels of F");
        assertThatThrownBy(() -> recipe(RECIPE.replace("features: far.npy, labels: far-labels.npy", "folders: [far]")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("some have features and some folders");
    }
}
