package io.github.biwaa.training;

import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.run.RunFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program is told that trains with wrong settings, and who is told how a training goes. */
class AdaptationTest {
    @TempDir
    private Path folder;

    /** Neither domain exists: settings are checked before anything is read. */
    private Adaptation nowhere() {
        return Adaptation.of(folder.resolve("source"), folder.resolve("target")).out(folder.resolve("out"));
    }

    private void refused(Adaptation adaptation, String... words) {
        assertThatThrownBy(adaptation::train)
                .isInstanceOf(InvalidSettingException.class)
                .satisfies(failure -> assertThat(failure.getMessage()).contains(words));
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @Test
    void valuesOutOfTheirRangeAreNamed() {
        refused(nowhere().iterations(0), "iterations: 0, expected at least 1");
        refused(nowhere().runs(0), "runs: 0, expected at least 1");
        refused(nowhere().batchSize(1), "batch-size: 1, expected at least 2");
        refused(nowhere().threads(0), "threads: 0, expected at least 1");
        refused(nowhere().set(LOADER_THREADS, -1), "loader-threads: -1, expected at least 1");
        refused(nowhere().set(PRIOR_WEIGHT, 0.0), "prior-weight: 0.0, expected a number above 0");
        refused(
                nowhere().set(PRIOR_WEIGHT, Double.POSITIVE_INFINITY),
                "prior-weight: Infinity, expected a number above 0");
        refused(
                nowhere().set(PRIOR_HORIZON, Double.POSITIVE_INFINITY),
                "prior-horizon: Infinity, expected a number above 0");
        refused(nowhere().set(PRIOR_DECAY, 1.5), "prior-decay: 1.5, expected a number from 0 to 1");
        refused(nowhere().set(LABEL_UPDATE, 0.0), "label-update: 0.0, expected a number above 0");
        refused(nowhere().featureScale(Double.NaN), "feature-scale: NaN, expected a number above 0");
        refused(nowhere().bottleneck(-1), "bottleneck: -1");
        refused(nowhere().backbone("resnet51"), "resnet51", "resnet50");
        refused(nowhere().method("adda"), "method: adda", "biwaa");
        refused(nowhere().views("five"), "views: five", "ten-crop");
        refused(nowhere().augmentation("wild"), "augmentation: wild", "gentle");
        refused(nowhere().freeze("layer9"), "freeze: layer9", "layer4");
        refused(nowhere().backbone("lenet").set(CHANNELS, 2), "channels");
        refused(Adaptation.of(folder, folder), "out: missing");
    }

    @Test
    void embeddingsHaveNoPictureSettings() {
        Adaptation embeddings = Adaptation.of(folder.resolve("x.npy"), folder.resolve("z.npy"))
                .out(folder.resolve("out"))
                .backbone("resnet18")
                .set(EXIF_ORIENTATION, false);
        refused(embeddings, "backbone, exif-orientation: not for embeddings");
    }

    @Test
    void missingDomainsAreNamed() {
        assertThatThrownBy(() -> nowhere().train())
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining(folder.resolve("source").toString());
    }

    @Test
    void allListenersAreToldAndEachMayStop() throws Exception {
        TinyTrainings.draw(folder);
        List<String> told = new ArrayList<>();
        Adaptation adaptation = nowhere()
                .cache(folder.resolve("cache"))
                .backbone("lenet")
                .iterations(4)
                .batchSize(2)
                .runs(1)
                .threads(1)
                .listener(telling("first", told, false))
                .listener(telling("second", told, true))
                .listener(telling("third", told, false));
        assertThatThrownBy(adaptation::train).isInstanceOf(StoppedException.class);
        assertThat(told).containsExactly("first", "second", "third");

        told.clear();
        Adaptation goingOn = nowhere()
                .cache(folder.resolve("cache"))
                .backbone("lenet")
                .iterations(4)
                .batchSize(2)
                .runs(1)
                .threads(1)
                .existing(RunFolder.Existing.RESUME)
                .listener(telling("first", told, false))
                .listener(telling("second", told, false));
        assertThat(goingOn.train().runs()).hasSize(1);
        // One step was done before the stop; three are left, each told once.
        assertThat(told).hasSize(8).startsWith("first resumed", "second resumed", "first", "second");
    }

    private static TrainingListener telling(String name, List<String> told, boolean stops) {
        return new TrainingListener() {
            private boolean stepped;

            @Override
            public void stepDone(int run, int iteration) {
                told.add(name);
                stepped = true;
            }

            @Override
            public void runResumed(int run, int steps) {
                told.add(name + " resumed");
            }

            @Override
            public boolean stopRequested() {
                return stops && stepped;
            }
        };
    }
}
