package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.report.FeatureMap.Projection;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.TrainingReplay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Looks once more at the samples of a training with at least one finished run: scores, sampling, features. */
final class EvidenceReader {
    private final RecordedTraining training;
    private final TrainingConfiguration configuration;
    private final TrainingReplay replay;
    private final Consumer<String> messages;

    /**
     * @param training with at least one finished run
     * @param configuration what its config.yaml says
     * @param replay its samples
     * @param messages receives what is left out, and why
     */
    EvidenceReader(
            RecordedTraining training,
            TrainingConfiguration configuration,
            TrainingReplay replay,
            Consumer<String> messages) {
        this.training = training;
        this.configuration = configuration;
        this.replay = replay;
        this.messages = messages;
    }

    /**
     * Reads all that can still be had.
     *
     * @param maps makes the feature maps; null for none
     * @param progress receives the share that is done, 0 to 1
     * @throws BiwaaException if the samples are not those of the training
     */
    Evidence read(FeatureMaps maps, DoubleConsumer progress) {
        OpenSamples target = replay.target();
        int run = training.lastFinished().orElseThrow().number();
        boolean pictures = !target.pictures().isEmpty();
        TargetOutcome outcome = new TargetOutcome(target.classes(), scores(run), target.classLabels());
        return new Evidence(
                outcome,
                files(target),
                pictures,
                pictures && configuration.network().preprocessing().applyOrientation(),
                sampling(),
                maps == null ? List.of() : maps(maps, run, outcome, progress));
    }

    /** @return the pictures' files, or names of rows in their place */
    private static List<Path> files(OpenSamples target) {
        return target.pictures().isEmpty()
                ? IntStream.range(0, target.size())
                        .mapToObj(row -> Path.of(target + "/" + target.sampleName(row)))
                        .toList()
                : target.pictures().stream()
                        .map(file -> file.toAbsolutePath().normalize())
                        .toList();
    }

    private Tensor scoresOf(int run) {
        return training.folder()
                .readScores(
                        run, replay.target().size(), replay.target().classes().size());
    }

    private float[][] scores(int run) {
        int classes = replay.target().classes().size();
        try (PointerScope scope = new PointerScope()) {
            float[] flat = Tensors.toFloats(scoresOf(run));
            float[][] rows = new float[flat.length / classes][classes];
            for (int i = 0; i < rows.length; i++) {
                System.arraycopy(flat, i * classes, rows[i], 0, classes);
            }
            return rows;
        }
    }

    private List<TargetSampling> sampling() {
        int classes = replay.target().classes().size();
        int batch = configuration.schedule().batchSize();
        double decay = configuration.schedule().priorDecay();
        List<TargetSampling> sampling = new ArrayList<>();
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> scores = new ArrayList<>();
            for (RecordedRun run : training.runs()) {
                if (scores.isEmpty() || !configuration.sampling().alignTarget()) {
                    sampling.add(TargetSampling.uniform(run.number()));
                } else {
                    int[] counts = new int[classes];
                    for (int k : Tensors.largestOfRows(Prior.combine(scores, decay))) {
                        counts[k]++;
                    }
                    sampling.add(TargetSampling.of(run.number(), counts, batch));
                }
                if (run.summary().isPresent()) {
                    scores.add(scoresOf(run.number()));
                }
            }
        }
        return sampling;
    }

    private List<FeatureMap> maps(FeatureMaps maps, int run, TargetOutcome outcome, DoubleConsumer progress) {
        int[] classes = IntStream.concat(
                        IntStream.of(maps.chosen(replay.source())).map(replay.source()::label),
                        IntStream.of(maps.chosen(replay.target())).map(i -> outcome.labels()
                                .map(labels -> labels[i])
                                .orElseGet(() -> outcome.predicted(i))))
                .toArray();
        return Stream.of(
                        map(
                                "before",
                                classes,
                                () -> maps.before(
                                        training, configuration, replay, share -> progress.accept(share / 2))),
                        map(
                                "after",
                                classes,
                                () -> maps.after(
                                        training,
                                        run,
                                        configuration,
                                        replay,
                                        share -> progress.accept((1 + share) / 2))))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<FeatureMap> map(String title, int[] classes, Supplier<Projection> projection) {
        try {
            return Optional.of(new FeatureMap(title, projection.get(), classes));
        } catch (BiwaaException e) {
            messages.accept("features " + title + " the training are left out: " + e.getMessage());
            return Optional.empty();
        }
    }
}
