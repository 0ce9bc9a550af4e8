package io.github.biwaa.cli;

import static io.github.biwaa.adaptation.TermSettings.*;
import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.alignment.Weighting;
import io.github.biwaa.chain.Chains;
import io.github.biwaa.cli.train.TrainCommand;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.data.LabelLocation;
import io.github.biwaa.model.Views;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.settings.OnNan;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.Adaptation;
import io.github.biwaa.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The library's {@link Adaptation} and the command {@code biwaa train} are one thing. */
class AdaptationTest {
    @TempDir
    private Path folder;

    @Test
    void theSameSettingsGiveTheSameBits() throws IOException {
        Path source = TinyPictures.source(folder.resolve("source"), 4);
        Path target = TinyPictures.labelledTarget(folder.resolve("target"), 4);
        new TinyTraining(folder, source, target)
                .with("lambda", 7)
                .with("seed", 5)
                .into("command")
                .succeeds();
        TrainingResult result = Adaptation.of(source, target)
                .cache(folder.resolve("cache"))
                .backbone("lenet")
                .set(LAMBDA, 7.0)
                .iterations(5)
                .batchSize(4)
                .runs(2)
                .seed(5)
                .threads(1)
                .logEvery(2)
                .out(folder.resolve("program"))
                .train();
        Map<String, String> results = TinyTraining.results(folder.resolve("command"));
        assertThat(results).hasSize(4);
        assertThat(TinyTraining.results(folder.resolve("program"))).isEqualTo(results);
        assertThat(folder.resolve("program/config.yaml"))
                .hasSameTextualContentAs(folder.resolve("command/config.yaml"));
        assertThat(result.model()).isEqualTo(folder.resolve("program/run-1/model"));
        assertThat(result.targetAccuracy().getAsDouble())
                .isEqualTo(TinyTraining.summary(folder.resolve("command"))
                        .get(1)
                        .get("targetAccuracy")
                        .asDouble());
    }

    @Test
    void theSameSettingsGiveTheSameBitsOnEmbeddings() {
        Path source = TinyEmbeddings.labelledFeatures(folder.resolve("x.npz"), false);
        Path target = TinyEmbeddings.features(folder.resolve("z.npy"), true);
        Path labels = TinyEmbeddings.labels(folder.resolve("y.npy"));
        new TinyTraining(folder, source, target)
                .without("backbone")
                .without("cache")
                .with("target-labels", labels)
                .with("method", "dann")
                .into("command")
                .succeeds();
        Adaptation.of(
                        DomainLocation.of(source),
                        new DomainLocation(
                                target,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                false,
                                Optional.of(LabelLocation.named(labels.toString()))))
                .method("dann")
                .iterations(5)
                .batchSize(4)
                .runs(2)
                .threads(1)
                .logEvery(2)
                .out(folder.resolve("program"))
                .train();
        assertThat(TinyTraining.results(folder.resolve("command"))).hasSize(2);
        assertThat(TinyTraining.results(folder.resolve("program")))
                .isEqualTo(TinyTraining.results(folder.resolve("command")));
    }

    /** Every setting of the command can be made by a program. */
    @Test
    void everySettingHasItsMethod() {
        TrainingConfiguration program = Adaptation.of(Path.of("a"), Path.of("b"))
                .set(SKIP_BROKEN, true)
                .cache(Path.of("c"))
                .method("mstn")
                .set(LAMBDA, 2.0)
                .set(WEIGHTING, Weighting.TARGET)
                .set(SEMANTIC_MATCHING, false)
                .set(DISCRIMINATOR_WIDTH, 7)
                .set(DISCRIMINATOR_DROPOUT, 0.25)
                .set(BALANCE_SOURCE, false)
                .set(ALIGN_TARGET, false)
                .set(BLEND_PRIOR, false)
                .chain(Chains.named("align"))
                .backbone("dtn")
                .weights(Path.of("w.pth"))
                .freeze("layer1")
                .set(FROZEN_VIEWS, 3)
                .bottleneck(17)
                .imageSize(36)
                .set(CHANNELS, 1)
                .set(EXIF_ORIENTATION, false)
                .augmentation("none")
                .views(Views.TEN_CROP)
                .featureScale(0.5)
                .runs(5)
                .iterations(6)
                .batchSize(8)
                .learningRate(0.25)
                .set(RAMP, 9.0)
                .set(PRIOR_HORIZON, 10.0)
                .set(PRIOR_WEIGHT, 11.0)
                .set(PRIOR_DECAY, 0.125)
                .set(LABEL_UPDATE, 0.375)
                .seed(12)
                .threads(13)
                .set(LOADER_THREADS, 14)
                .set(EVALUATION_BATCH, 15)
                .logEvery(16)
                .set(EVALUATE_EVERY, 17)
                .set(CHECKPOINT_EVERY, 18)
                .set(ON_NAN, OnNan.SKIP)
                .configuration(DataFacts.pictures(100));
        String flags = "--source a --target b --skip-broken --cache c --method mstn --lambda 2 --weighting target"
                + " --no-semantic-matching --discriminator-width 7 --discriminator-dropout 0.25 --no-balance-source"
                + " --no-align-target --no-blend-prior --between-runs align --backbone dtn --weights w.pth --freeze layer1"
                + " --frozen-views 3 --bottleneck 17 --image-size 36 --channels 1 --no-exif-orientation --augmentation"
                + " none --views ten-crop --feature-scale 0.5 --runs 5 --iterations 6 --batch-size 8 --lr 0.25 --ramp 9"
                + " --prior-horizon 10 --prior-weight 11 --prior-decay 0.125 --label-update 0.375 --seed 12 --threads 13"
                + " --loader-threads 14 --evaluation-batch 15 --log-every 16 --evaluate-every 17 --checkpoint-every 18"
                + " --on-nan skip";
        assertThat(command(100, flags.split(" "))).isEqualTo(program);
    }

    private static TrainingConfiguration command(int targetSize, String... flags) {
        TrainCommand command = new TrainCommand();
        new CommandLine(command).parseArgs(flags);
        return TrainingConfiguration.of(command.settings(), DataFacts.pictures(targetSize));
    }

    @Test
    void aFolderIsOverwrittenOrGoneOnWithOnRequest() throws IOException {
        Adaptation adaptation = Adaptation.of(
                        TinyPictures.source(folder.resolve("source"), 2),
                        TinyPictures.unlabelledTarget(folder.resolve("target"), 2))
                .cache(folder.resolve("cache"))
                .backbone("lenet")
                .method("source-only")
                .iterations(2)
                .batchSize(2)
                .threads(1)
                .out(folder.resolve("out"));
        assertThat(adaptation.train().targetAccuracy()).isEmpty();
        String weights = TinyTraining.results(folder.resolve("out")).toString();
        Path model = folder.resolve("out/run-0/model/weights.safetensors");
        long written = Files.getLastModifiedTime(model).toMillis();
        assertThat(adaptation.existing(RunFolder.Existing.RESUME).train().runs())
                .hasSize(1);
        assertThat(Files.getLastModifiedTime(model).toMillis()).isEqualTo(written);
        adaptation.seed(1).existing(RunFolder.Existing.OVERWRITE).train();
        assertThat(TinyTraining.results(folder.resolve("out")).toString()).isNotEqualTo(weights);
        assertThat(List.of(folder.resolve("out").toFile().list())).contains("config.yaml", "summary.json");
    }
}
