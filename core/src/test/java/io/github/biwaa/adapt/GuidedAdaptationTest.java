package io.github.biwaa.adapt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adapt.AdaptationAnswer.Trained;
import io.github.biwaa.data.ClassRenames;
import io.github.biwaa.evaluation.Accuracy;
import io.github.biwaa.model.Json;
import io.github.biwaa.model.ModelLocation;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.Backbones;
import io.github.biwaa.network.backbone.NarrowNetworks;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.torch.file.Safetensors;
import io.github.biwaa.training.TinyTrainings;
import io.github.biwaa.training.TrainingListener;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of it on drawn pictures, on a machine whose clock only the test moves. */
@Tag("machine")
class GuidedAdaptationTest {
    private static final double SHORT = 100;
    private static final double MUCH = 1e6;
    /** So slow that there is time for the fewest iterations alone. */
    private static final MachineSpeed SPEED = new MachineSpeed(0.01, 0.01, 0.1);

    private static final MachineSpeed BFLOAT16_SPEED = new MachineSpeed(0.007, 0.01, 0.1);

    @TempDir
    private Path folder;

    private boolean bfloat16;
    private final AtomicLong nanoTime = new AtomicLong();
    private final Machine machine = new Machine() {
        @Override
        public long nanoTime() {
            return nanoTime.get();
        }

        @Override
        public MachineSpeed speed(BackboneKind kind, int classes, Placement placement) {
            return placement.precision() == Precision.BF16 ? BFLOAT16_SPEED : SPEED;
        }

        @Override
        public boolean hasBfloat16() {
            return bfloat16;
        }
    };

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
        TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"));
    }

    private GuidedAdaptation adaptation(String out, double seconds) {
        return new GuidedAdaptation(
                folder.resolve("source"),
                folder.resolve("target"),
                folder.resolve(out),
                seconds,
                Optional.of(new GuidedAdaptation.Network("dtn", WeightsChoice.of(folder.resolve("dtn.safetensors")))),
                Optional.of(folder.resolve("cache")),
                ClassRenames.NONE);
    }

    /** By a plan that was made before, of few iterations, and with much time. */
    private AdaptationAnswer run(String out, Recorder recorder) {
        Path file = folder.resolve(out).resolve("plan.json");
        if (!Files.exists(file)) {
            AdaptationPlan plan = new AdaptationPlan(
                    folder.resolve("source").toString(),
                    folder.resolve("target").toString(),
                    MUCH,
                    8,
                    8,
                    "dtn",
                    folder.resolve("dtn.safetensors").toString(),
                    Precision.FLOAT32,
                    2,
                    Views.CENTRE,
                    SPEED,
                    Planner.METHODS.stream()
                            .map(method -> new PlannedTraining(method, method, true, 3))
                            .toList());
            try {
                Files.createDirectories(file.getParent());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Json.write(file, plan);
        }
        return adaptation(out, MUCH).run(recorder, machine);
    }

    /** Writes down what it is told; the time is over after the first step of a training whose name ends so. */
    private final class Recorder implements AdaptationEvents {
        private final List<String> told = new ArrayList<>();
        private String endOfTime = "mstn";
        private String stopIn = "none";
        private boolean stop;

        @Override
        public void reviewed(DataReview review) {
            told.add("review of " + review.source().files().size() + " and "
                    + review.target().files().size());
        }

        @Override
        public void planned(AdaptationPlan plan, boolean continued) {
            told.add((continued ? "old plan: " : "plan: ") + plan.names());
        }

        @Override
        public TrainingListener training(PlannedTraining training, TrainingConfiguration configuration) {
            told.add("training " + training.name());
            return new TrainingListener() {
                @Override
                public void stepDone(int run, int iteration) {
                    stop |= training.name().equals(stopIn);
                    if (training.name().endsWith(endOfTime)) {
                        nanoTime.addAndGet((long) (2 * MUCH * 1e9));
                        endOfTime = "never";
                    }
                }

                @Override
                public boolean stopRequested() {
                    return stop;
                }
            };
        }

        @Override
        public void trained(PlannedTraining training) {
            told.add("end");
        }
    }

    @Test
    void whatIsNeededIsTrainedAndAnswered() throws IOException {
        Recorder recorder = new Recorder();
        AdaptationAnswer answer = adaptation("out", SHORT).run(recorder, machine);
        assertThat(recorder.told)
                .containsExactly(
                        "review of 8 and 8",
                        "plan: source-only, mstn, biwaa, cdan",
                        "training source-only",
                        "end",
                        "training mstn",
                        "end");
        assertPrecision("out", Precision.FLOAT32);
        assertThat(answer.trained()).extracting(Trained::name).containsExactly("source-only", "mstn");
        assertThat(answer.leftOut()).containsExactly("biwaa", "cdan");
        assertThat(answer.predictions()).hasSize(8);
        assertThat(answer.best().score())
                .isEqualTo(answer.trained().stream()
                        .mapToDouble(Trained::score)
                        .max()
                        .orElseThrow())
                .isEqualTo(answer.best().run().checkpoints().get(0).validators().get("bnm"));
        assertThat(answer.changed())
                .allSatisfy(picture -> assertThat(picture.className()).isNotEqualTo(picture.before()));
    }

    /** It is measured, and taken where the features come much faster; a plan of an earlier version says no precision. */
    @Test
    void aProcessorThatIsFasterInBfloat16ComputesInIt() throws IOException {
        bfloat16 = true;
        adaptation("out", SHORT).run(new Recorder(), machine);
        assertPrecision("out", Precision.BF16);
        Path file = folder.resolve("out/plan.json");
        Files.writeString(file, Files.readString(file).replaceFirst("\"precision\"[^,]*,", ""));
        assertThat(Json.read(file, AdaptationPlan.class).precision()).isEqualTo(Precision.FLOAT32);
    }

    private void assertPrecision(String out, Precision expected) throws IOException {
        assertThat(Json.read(folder.resolve(out).resolve("plan.json"), AdaptationPlan.class)
                        .precision())
                .isEqualTo(expected);
        assertThat(folder.resolve(out).resolve("mstn/config.yaml")).content().contains("precision: " + expected.id());
    }

    @Test
    void theFolderStandsForItsBestModelAndSaysHowGoodItIs() throws IOException {
        AdaptationAnswer answer = run("out", new Recorder());
        assertThat(Files.readAllLines(answer.file()))
                .hasSize(9)
                .first()
                .isEqualTo("path,class,probability,source_only");
        JsonNode summary =
                new JsonMapper().readTree(folder.resolve("out/summary.json").toFile());
        assertThat(summary.get("best").asText()).isEqualTo(answer.best().name());
        assertThat(summary.get("chosenBy").asText()).isEqualTo("bnm");
        assertThat(summary.get("trainings").get(0).get("score").asDouble())
                .isEqualTo(answer.baseline().score());
        assertThat(summary.get("changed").asInt()).isEqualTo(answer.changed().size());
        assertThat(summary.get("predictions").get("unsure").asInt())
                .isEqualTo(answer.unsure().size());
        assertThat(summary.get("estimate").get("accuracy").asDouble())
                .isEqualTo(answer.best().estimate().accuracy());
        // Each of two trainings is judged by the other.
        assertThat(answer.trained()).hasSize(2).allSatisfy(one -> {
            assertThat(one.estimate().method()).isEqualTo("agreement");
            assertThat(one.estimate().accuracy()).isEqualTo(agreed(answer));
        });
        assertThat(ModelLocation.resolve(folder.resolve("out")))
                .isEqualTo(answer.best().folder().resolve("run-0/model"));
    }

    private static double agreed(AdaptationAnswer answer) {
        return Accuracy.of(
                predicted(answer.trained().get(0), answer),
                predicted(answer.trained().get(1), answer));
    }

    private static int[] predicted(Trained one, AdaptationAnswer answer) {
        try (PointerScope scope = new PointerScope()) {
            return Tensors.largestOfRows(new RunFolder(one.folder())
                    .readScores(one.run().run(), answer.predictions().size(), 2));
        }
    }

    @Test
    void theSameCallAgainGivesTheSameAnswerAndBeginsNothing() {
        AdaptationAnswer answer = run("out", new Recorder());
        Recorder again = new Recorder();
        AdaptationAnswer second = adaptation("out", 0.1).run(again, machine);
        assertThat(again.told).contains("old plan: source-only, mstn, biwaa, cdan");
        assertThat(second.predictions()).isEqualTo(answer.predictions());
        assertThat(second.trained()).extracting(Trained::name).containsExactly("source-only", "mstn");
    }

    /** The same call learns from labels that were given since, once; what nothing can be learnt from is said and left out. */
    @Test
    void labelsThatWereGivenSinceAreLearntFrom() throws IOException {
        AdaptationAnswer answer = run("out", new Recorder());
        Path labels = Files.writeString(folder.resolve("out/labels.csv"), "path,label\n00.png,7\n");
        assertThat(adaptation("out", 0.1).run(new Recorder(), machine).best().name())
                .isEqualTo(answer.best().name());
        Files.writeString(labels, "path,label,chosen\n00.png,0,random\n13.png,1,random\n11.png,1,chosen\n");
        AdaptationAnswer labelled = adaptation("out", 0.1).run(new Recorder(), machine);
        String name = answer.best().name() + "-labelled-1";
        assertThat(labelled.best().name()).isEqualTo(name);
        assertThat(labelled.best().run().labelled().learnt()).isEqualTo(2);
        assertThat(labelled.best().run().labelled().apart().samples()).isEqualTo(1);
        assertThat(ModelLocation.resolve(folder.resolve("out")))
                .isEqualTo(folder.resolve("out/" + name + "/run-0/model"));
        Recorder again = new Recorder();
        assertThat(adaptation("out", 0.1).run(again, machine).predictions()).isEqualTo(labelled.predictions());
        assertThat(again.told).filteredOn(line -> line.contains("labelled-")).hasSize(2);
        Files.writeString(labels, "path,label\n00.png,0\n02.png,0\n12.png,1\n");
        assertThat(adaptation("out", 0.1).run(new Recorder(), machine).best().name())
                .isEqualTo(answer.best().name() + "-labelled-2");
    }

    @Test
    void whatWasStoppedIsContinuedToTheSameAnswer() {
        AdaptationAnswer whole = run("out", new Recorder());
        Recorder stopping = new Recorder();
        stopping.stopIn = "mstn";
        stopping.endOfTime = "never";
        assertThatThrownBy(() -> run("other", stopping)).isInstanceOf(StoppedException.class);
        assertThat(run("other", new Recorder()).predictions()).isEqualTo(whole.predictions());
    }

    /** Where ImageNet's weights are published, they are the default; here they are not. */
    @Test
    void aNetworkOfPhotosWithoutPublishedWeightsStartsFromAFile() throws IOException {
        Path file = folder.resolve("narrow.safetensors");
        try (Closeable registered = NarrowNetworks.register(folder.resolve("services"));
                PointerScope scope = new PointerScope();
                Backbone backbone = Backbones.of("narrow_alexnet").create()) {
            Safetensors.write(file, backbone.namedTensors(), Map.of());
            Recorder recorder = new Recorder();
            recorder.stopIn = "source-only";
            GuidedAdaptation adaptation = new GuidedAdaptation(
                    folder.resolve("source"),
                    folder.resolve("target"),
                    folder.resolve("narrow"),
                    SHORT,
                    Optional.of(new GuidedAdaptation.Network("narrow_alexnet", WeightsChoice.of(file))),
                    Optional.of(folder.resolve("cache")),
                    ClassRenames.NONE);
            assertThatThrownBy(() -> adaptation.run(recorder, machine)).isInstanceOf(StoppedException.class);
            assertThat(recorder.told).contains("training source-only");
        }
    }

    @Test
    void aTrainingThatIsNotNeededEndsWithTheTime() {
        Recorder recorder = new Recorder();
        recorder.endOfTime = "biwaa";
        AdaptationAnswer answer = run("out", recorder);
        assertThat(recorder.told).contains("training biwaa").doesNotContain("training cdan");
        assertThat(answer.trained()).extracting(Trained::name).containsExactly("source-only", "mstn");
        assertThat(answer.leftOut()).containsExactly("biwaa", "cdan");
    }

    @Test
    void timeThatIsLeftGoesIntoTheBestMethod() {
        Recorder recorder = new Recorder();
        recorder.endOfTime = "-whole";
        AdaptationAnswer answer = run("out", recorder);
        assertThat(answer.trained()).extracting(Trained::name).containsExactly("source-only", "mstn", "biwaa", "cdan");
        String best = answer.trained().stream()
                .skip(1)
                .reduce((one, other) -> other.score() > one.score() ? other : one)
                .orElseThrow()
                .name();
        assertThat(recorder.told).contains("training " + best + "-whole");
        assertThat(answer.leftOut()).containsExactly(best + "-whole");
    }

    @Test
    void noTimeOtherDataAndOtherFoldersAreRefused() {
        assertThatThrownBy(() -> adaptation("out", 0)).isInstanceOf(InvalidSettingException.class);
        assertThatThrownBy(() -> adaptation("out", 1e-9).run(new Recorder(), machine))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("expected at least");
        GuidedAdaptation unlearnt = new GuidedAdaptation(
                folder.resolve("source"),
                folder.resolve("target"),
                folder.resolve("out"),
                MUCH,
                Optional.of(new GuidedAdaptation.Network("dtn", WeightsChoice.NONE)),
                Optional.of(folder.resolve("cache")),
                ClassRenames.NONE);
        assertThatThrownBy(() -> unlearnt.run(new Recorder(), machine))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("weights: none for dtn");
        assertThat(folder.resolve("out")).doesNotExist();
        run("out", new Recorder());
        GuidedAdaptation swapped = new GuidedAdaptation(
                folder.resolve("source"),
                folder.resolve("source"),
                folder.resolve("out"),
                MUCH,
                adaptation("out", 1).network(),
                adaptation("out", 1).cache(),
                ClassRenames.NONE);
        assertThatThrownBy(() -> swapped.run(new Recorder(), machine))
                .isInstanceOf(BiwaaException.class)
                .hasMessageContaining("Choose another --out");
    }
}
