package io.github.biwaa.training.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.biwaa.adaptation.BuiltInMethod;
import io.github.biwaa.adaptation.KnownLabels;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Objective;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.adaptation.PseudoLabels;
import io.github.biwaa.adaptation.TermFactory;
import io.github.biwaa.adaptation.TermSettings;
import io.github.biwaa.adaptation.classification.Distillation;
import io.github.biwaa.adaptation.classification.TargetClassification;
import io.github.biwaa.adaptation.schedule.InverseDecay;
import io.github.biwaa.adaptation.schedule.Ramp;
import io.github.biwaa.adaptation.term.LossTerm;
import io.github.biwaa.adaptation.term.Metric;
import io.github.biwaa.adaptation.term.WholeTarget;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.network.layer.Dropout;
import io.github.biwaa.network.layer.Linear;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.network.layer.Stage;
import io.github.biwaa.network.layer.StochasticDepth;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Repetition;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.optimizer.AdamWOptimizer;
import io.github.biwaa.training.optimizer.ClippedOptimizer;
import io.github.biwaa.training.optimizer.Optimizer;
import io.github.biwaa.training.optimizer.SgdOptimizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The recorded form of a step against the step. The recording computes the same again with everything of the step at which it was made, numbers of its schedule
 * and of its samples included, so that what a graph would keep from then is kept here too.
 */
class RepeatedStepTest {
    private static final int CLASSES = 3;
    private static final int WIDTH = 5;
    private static final int BATCH = 6;
    private static final int SAMPLES = 9;
    private static final int STEPS = 20;
    private static final Set<BuiltInMethod> READING = Set.of(BuiltInMethod.BNM, BuiltInMethod.ADABN);
    private static final Set<BuiltInMethod> KNOWN_TO_META =
            Set.of(BuiltInMethod.SOURCE_ONLY, BuiltInMethod.CORAL, BuiltInMethod.SHOT, BuiltInMethod.AAD);

    @BeforeAll
    static void load() {
        Engine.load();
    }

    @ParameterizedTest
    @EnumSource(BuiltInMethod.class)
    void repeatsTheNumbersOfTheStep(BuiltInMethod method) {
        for (boolean later : new boolean[] {false, true}) {
            Map<String, double[]> usual = train(method, later, false);
            Map<String, double[]> repeated = train(method, later, true);
            if (READING.contains(method)) {
                assertThat(repeated).isEmpty();
            } else {
                assertThat(repeated.keySet()).isEqualTo(usual.keySet());
                usual.forEach((name, values) ->
                        assertThat(repeated.get(name)).as(name).isEqualTo(values));
            }
        }
    }

    /** @return what steps saw and left; nothing if they are to be repeated and cannot be */
    private static Map<String, double[]> train(BuiltInMethod method, boolean later, boolean repeats) {
        try (PointerScope scope = new PointerScope();
                Trained trained = new Trained(method, later, Placement.DEFAULT, Noisy::new)) {
            Optional<String> obstacle = RepeatedStep.obstacle(trained.step);
            assertThat(obstacle.isPresent()).isEqualTo(READING.contains(method));
            if (repeats && obstacle.isPresent()) {
                return Map.of();
            }
            Map<String, double[]> seen = new LinkedHashMap<>();
            int[] recorded = {0};
            try (RepeatedStep repeated = new RepeatedStep(trained.step, Placement.DEFAULT, computation -> {
                recorded[0]++;
                return computation::run;
            })) {
                for (int i = 0; i < STEPS; i++) {
                    try (PointerScope ofStep = new PointerScope()) {
                        trained.show(i);
                        Engine.seed(1000 + i);
                        TrainingStep.Outcome outcome = repeats
                                ? repeated.run(i, trained.batch(i))
                                : trained.step.run(i, trained.batch(i), false, part -> {});
                        for (Metric metric : outcome.total().metrics()) {
                            seen.put(
                                    metric.name() + " " + i,
                                    new double[] {metric.value().getAsDouble()});
                        }
                    }
                }
            }
            assertThat(recorded[0]).isEqualTo(repeats ? 1 : 0);
            new RunState(trained.network, trained.objective, trained.optimizer, trained.labels)
                    .tensors()
                    .forEach((name, tensor) -> seen.put(name, Tensors.toDoubles(tensor)));
            return seen;
        }
    }

    /** The device that stands for a GPU refuses whoever reads a value; it lacks functions that the other methods need ({@link StepOnDeviceTest}). */
    @ParameterizedTest
    @EnumSource(BuiltInMethod.class)
    void readsNoValue(BuiltInMethod method) {
        if (!KNOWN_TO_META.contains(method)) {
            return;
        }
        Placement meta = new Placement(Device.META, Precision.FLOAT32);
        try (PointerScope scope = new PointerScope();
                Trained trained = new Trained(method, false, meta, () -> new FeatureBackbone(Noisy.INPUTS));
                RepeatedStep repeated = new RepeatedStep(trained.step, meta, computation -> computation::run)) {
            for (int i = 0; i < 6; i++) {
                TrainingStep.Outcome outcome = repeated.run(i, trained.batch(i));
                assertThat(Device.of(outcome.total().loss())).isEqualTo(Device.META);
            }
        }
    }

    /** A step that could not be recorded has been taken all the same, and those after it are. */
    @Test
    void goesOnAsUsualWhereTheRecordingFails() {
        Map<String, double[]> usual = train(BuiltInMethod.BIWAA, true, false);
        Repetition.Recorder failing = computation -> {
            throw new NoClassDefFoundError("no CUDA here");
        };
        try (PointerScope scope = new PointerScope();
                Trained trained = new Trained(BuiltInMethod.BIWAA, true, Placement.DEFAULT, Noisy::new);
                RepeatedStep repeated = new RepeatedStep(trained.step, Placement.DEFAULT, failing)) {
            for (int i = 0; i < STEPS; i++) {
                Engine.seed(1000 + i);
                repeated.run(i, trained.batch(i));
            }
            assertThat(Tensors.toDoubles(trained.labels.table())).isEqualTo(usual.get("pseudoLabels"));
            assertThat(Tensors.toDoubles(trained.network.classifierWeight())).isEqualTo(usual.get("network.fc.weight"));
        }
    }

    @Test
    void namesWhatKeepsAStepFromBeingRepeated() {
        try (PointerScope scope = new PointerScope();
                Trained trained = new Trained(BuiltInMethod.BNM, false, Placement.DEFAULT, Noisy::new);
                Optimizer counting = new AdamWOptimizer()) {
            assertThat(RepeatedStep.obstacle(trained.step))
                    .hasValueSatisfying(
                            why -> assertThat(why).contains("batchNuclearNorm").doesNotContain("sourceClassification"));
            assertThat(RepeatedStep.obstacle(new TrainingStep(
                            trained.network, trained.objective, trained.labels, counting, new InverseDecay(0.01))))
                    .hasValueSatisfying(why -> assertThat(why).contains("optimizer"));
            assertThat(RepeatedStep.asCudaGraph(trained.step, Placement.DEFAULT, Optional.empty()))
                    .isEmpty();
        }
    }

    /** Everything of a layer that the host does: masks of entries, of channels and of branches, and a counter. */
    private static final class Noisy extends Backbone {
        static final int INPUTS = 32;

        private final Dropout channels = child("channels", Dropout.ofChannels(0.3));
        private final Linear linear = child("linear", Linear.xavier(INPUTS, 7));
        private final BatchNorm norm = child("norm", new BatchNorm(7));
        private final StochasticDepth depth = child("depth", new StochasticDepth());
        private final Dropout entries = child("entries", Dropout.ofEntries(0.4));

        Noisy() {
            dropBranches(0.5);
        }

        @Override
        public int featureWidth() {
            return 7;
        }

        @Override
        public List<List<StochasticDepth>> branches() {
            return List.of(List.of(), List.of(depth));
        }

        @Override
        protected Tensor features(Tensor images, Mode mode) {
            Tensor seen = channels.forward(images.view(-1, 2, 4, 4), mode).flatten(1, -1);
            Tensor normal = norm.forward(linear.forward(seen, mode), mode);
            return entries.forward(depth.join(normal, normal.tanh(), mode), mode);
        }

        @Override
        public List<Stage> stages() {
            return List.of();
        }
    }

    /** A training of a few samples, of a first run or a later one. */
    private static final class Trained implements AutoCloseable {
        private final Method method;
        private final Placement placement;
        private final AdaptationNetwork network;
        private final Objective objective;
        private final PseudoLabels labels;
        private final Optimizer optimizer = new ClippedOptimizer(new SgdOptimizer(), 0.7);
        private final TrainingStep step;

        Trained(BuiltInMethod method, boolean later, Placement placement, Supplier<Backbone> backbone) {
            this.method = method;
            this.placement = placement;
            Engine.seed(7);
            network = new AdaptationNetwork(backbone.get(), WIDTH, CLASSES);
            network.moveTo(placement);
            List<LossTerm> terms = new ArrayList<>(method.terms(new TermFactory(
                    CLASSES,
                    WIDTH,
                    placement,
                    new Ramp(30),
                    TermSettings.DEFAULTS.with(TermSettings.DISCRIMINATOR_WIDTH, 8),
                    SAMPLES,
                    STEPS)));
            terms.add(new Distillation(0.5, Distillation.Mean.SAMPLES));
            terms.add(new TargetClassification(2));
            objective = new Objective(terms);
            Optional<Prior> prior = later
                    ? Optional.of(new Prior(
                            placement.upload(noise(90, SAMPLES, CLASSES).softmax(1)), 10, new Ramp(15)))
                    : Optional.empty();
            KnownLabels known = later ? new KnownLabels(new TreeMap<>(Map.of(4, 2, 8, 0))) : KnownLabels.NONE;
            labels = new PseudoLabels(placement.zeros(1), SAMPLES, CLASSES, prior, 0.9, known);
            optimizer.add(network.trainableParameters(), 1, SgdOptimizer.WEIGHT_DECAY);
            optimizer.add(objective.parameters(), SgdOptimizer.HEAD_MULTIPLIER, SgdOptimizer.WEIGHT_DECAY);
            step = new TrainingStep(network, objective, labels, optimizer, new InverseDecay(0.03));
        }

        void show(int iteration) {
            if (objective.wantsTarget(iteration)) {
                objective.show(
                        iteration,
                        new WholeTarget(
                                noise(300 + iteration, SAMPLES, WIDTH), noise(400 + iteration, SAMPLES, CLASSES)));
            }
        }

        /** Batch 9 is smaller, every fifth has a sample twice, batch 12 has one three times. */
        TrainingStep.Batch batch(int i) {
            int size = i == 9 ? BATCH - 1 : BATCH;
            int sourceSize = method.needsSource() ? size : 0;
            int[] samples = IntStream.range(0, size).map(n -> (i + n) % SAMPLES).toArray();
            if (i % 5 == 3 || i == 12) {
                samples[2] = samples[0];
            }
            if (i == 12) {
                samples[4] = samples[0];
            }
            long[] classes = IntStream.range(0, sourceSize)
                    .mapToLong(n -> (n + i) % CLASSES)
                    .toArray();
            return new TrainingStep.Batch(
                    noise(i, sourceSize, Noisy.INPUTS),
                    placement.device().upload(Tensors.of(classes, sourceSize)),
                    noise(100 + i, size, Noisy.INPUTS),
                    samples,
                    objective.needsViews()
                            ? Optional.of(new TrainingStep.SecondView(
                                    noise(200 + i, size, Noisy.INPUTS), () -> new SplittableRandom(i)))
                            : Optional.empty(),
                    new Domains<>(
                            method.needsSource() ? Optional.of(teacher(500 + i, sourceSize)) : Optional.empty(),
                            Optional.of(teacher(600 + i, size))));
        }

        private Tensor teacher(long seed, int size) {
            return placement.upload(noise(seed, size, CLASSES).softmax(1));
        }

        private static Tensor noise(long seed, int rows, int columns) {
            float[] values = new float[rows * columns];
            SplittableRandom random = new SplittableRandom(seed);
            for (int j = 0; j < values.length; j++) {
                values[j] = (float) (random.nextDouble() * 4 - 2);
            }
            return Tensors.of(values, rows, columns);
        }

        @Override
        public void close() {
            optimizer.close();
            labels.close();
            objective.close();
            network.close();
        }
    }
}
