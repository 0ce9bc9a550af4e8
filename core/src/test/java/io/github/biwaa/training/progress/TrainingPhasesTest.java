package io.github.biwaa.training.progress;

import static io.github.biwaa.settings.DataSettings.HOLD_OUT;
import static io.github.biwaa.settings.MachineSettings.EVALUATE_EVERY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.Progress.Phase;
import io.github.biwaa.Progress.Task;
import io.github.biwaa.Progress.Work;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.training.TinyTrainings;
import io.github.biwaa.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trainings plan is what they do. */
class TrainingPhasesTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void draw() throws IOException {
        TinyTrainings.draw(folder);
    }

    /** Writes down plans, and the tasks that begin. */
    private static final class Heard implements TrainingListener {
        private final List<List<Phase>> plans = new ArrayList<>();
        private final List<String> begun = new ArrayList<>();

        @Override
        public void planned(List<Phase> phases) {
            plans.add(phases);
        }

        @Override
        public void advanced(Task task, long done, long total) {
            boolean decodes = task.name().startsWith("decoding");
            boolean another = begun.isEmpty() || !begun.get(begun.size() - 1).equals(task.name());
            if (decodes ? another : done == 0) {
                begun.add(task.name());
            }
        }

        private List<String> names() {
            return plans.get(0).stream().map(phase -> phase.task().name()).toList();
        }
    }

    private Heard train(TrainingConfiguration configuration, String out) {
        Heard heard = new Heard();
        TinyTrainings.training(configuration, new RunFolder(folder.resolve(out)), heard)
                .run(RunFolder.Existing.RESUME);
        assertThat(heard.plans).hasSize(2);
        assertThat(heard.plans.get(1)).as("at the end nothing is left").isEmpty();
        assertThat(heard.plans.get(0))
                .allSatisfy(phase -> assertThat(phase.weight()).isPositive());
        return heard;
    }

    @Test
    void aWholeNetworkIsTrainedRunByRun() {
        Heard heard = train(TinyTrainings.configuration(folder, 2, 3).with(HOLD_OUT, 0.25), "out");
        assertThat(heard.begun).isEqualTo(heard.names());
        assertThat(heard.begun)
                .startsWith("decoding the pictures of source", "decoding the pictures of target", "training run 0")
                .contains("training run 1", "scoring run 1");
    }

    @Test
    void aFrozenBackboneComputesFeaturesFirstUnlessTheyAreInTheCache() throws IOException {
        Path weights = TinyTrainings.dtnWeights(folder.resolve("dtn.safetensors"));
        TrainingConfiguration configuration =
                TinyTrainings.frozen(folder, weights).with(HOLD_OUT, 0.25);
        Heard heard = train(configuration, "out");
        assertThat(heard.begun).isEqualTo(heard.names());
        assertThat(heard.begun).filteredOn(name -> name.startsWith("computing")).hasSize(4);

        Heard again = train(configuration, "again");
        assertThat(again.names()).isEqualTo(heard.names());
        assertThat(again.begun)
                .isEqualTo(heard.begun.subList(heard.begun.indexOf("training run 0"), heard.begun.size()));
    }

    @Test
    void checkpointsAreScoredWithinTheTimeOfTheSteps() {
        TrainingConfiguration plain = TinyTrainings.configuration(folder, 1, 4);
        TrainingConfiguration scored = plain.with(EVALUATE_EVERY, 2);
        Heard heard = train(scored, "out");
        assertThat(heard.begun)
                .containsSubsequence(
                        "training run 0", "scoring run 0 after 2 iterations", "scoring run 0", "scoring run 0");
        List<String> withoutCheckpoints = new ArrayList<>(heard.begun);
        withoutCheckpoints.removeIf(name -> name.endsWith("iterations"));
        assertThat(withoutCheckpoints).isEqualTo(heard.names());
        assertThat(weight(heard.plans.get(0)))
                .isGreaterThan(weight(train(plain, "plain").plans.get(0)));
    }

    private static double weight(List<Phase> phases) {
        return phases.stream()
                .filter(phase -> phase.work() == Work.TRAINING)
                .mapToDouble(Phase::weight)
                .sum();
    }

    @Test
    void aPartOfALongerPlanIsBroughtToItsWeight() {
        List<Phase> after = List.of(new Phase(new Task("later"), Work.TRAINING, 5));
        List<List<Phase>> plans = new ArrayList<>();
        TrainingListener part = TrainingListener.inPlan(
                new TrainingListener() {
                    @Override
                    public void planned(List<Phase> phases) {
                        plans.add(phases);
                    }
                },
                30,
                after);
        part.planned(List.of(new Phase(new Task("a"), Work.FEATURES, 1), new Phase(new Task("b"), Work.TRAINING, 2)));
        part.planned(List.of());
        assertThat(plans)
                .containsExactly(
                        List.of(
                                new Phase(new Task("a"), Work.FEATURES, 10),
                                new Phase(new Task("b"), Work.TRAINING, 20),
                                after.get(0)),
                        after);
    }
}
