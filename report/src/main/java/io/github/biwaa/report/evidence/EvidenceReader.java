package io.github.biwaa.report.evidence;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.prediction.UnknownTally;
import io.github.biwaa.report.evidence.FeatureMap.Projection;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.torch.Tensors;
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
import org.jspecify.annotations.Nullable;

/** Looks once more at the samples of a training with at least one finished run: scores, sampling, features. */
public final class EvidenceReader {
    private final Replayed training;
    private final OpenSamples target;
    private final Consumer<String> messages;

    /** @param messages receives what is left out, and why */
    public EvidenceReader(Replayed training, Consumer<String> messages) {
        this.training = training;
        this.target = training.replay().target();
        this.messages = messages;
    }

    /**
     * Reads all that can still be had.
     *
     * @param maps makes the feature maps; null for none
     * @param progress receives the share that is done, 0 to 1
     * @throws BiwaaException if the samples are not those of the training
     */
    public Evidence read(@Nullable FeatureMaps maps, DoubleConsumer progress) {
        TargetOutcome outcome = new TargetOutcome(target.classes(), scores(training.run()), target.classLabels());
        boolean pictures = !target.pictures().isEmpty();
        return new Evidence(
                outcome,
                files(),
                pictures,
                pictures && training.configuration().get(TrainingSettings.EXIF_ORIENTATION),
                sampling(),
                unknown(),
                maps == null ? List.of() : maps(maps, outcome, progress));
    }

    private Optional<UnknownTally> unknown() {
        try {
            return ReviewedUnknown.of(training.training().folder(), training.run(), target);
        } catch (BiwaaException e) {
            messages.accept("how well pictures of no class are told is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The pictures' files, or names of rows in their place. */
    private List<Path> files() {
        return target.pictures().isEmpty()
                ? IntStream.range(0, target.size())
                        .mapToObj(row -> Path.of(target + "/" + target.sampleName(row)))
                        .toList()
                : target.pictures().stream()
                        .map(file -> file.toAbsolutePath().normalize())
                        .toList();
    }

    private Tensor scoresOf(int run) {
        return training.training()
                .folder()
                .readScores(run, target.size(), target.classes().size());
    }

    private float[][] scores(int run) {
        int classes = target.classes().size();
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
        int classes = target.classes().size();
        TrainingConfiguration configuration = training.configuration();
        int batch = configuration.get(TrainingSettings.BATCH_SIZE);
        double decay = configuration.get(TrainingSettings.PRIOR_DECAY);
        List<TargetSampling> sampling = new ArrayList<>();
        try (PointerScope scope = new PointerScope()) {
            List<Tensor> scores = new ArrayList<>();
            for (RecordedRun run : training.training().runs()) {
                if (scores.isEmpty() || !configuration.get(TrainingSettings.ALIGN_TARGET)) {
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

    private List<FeatureMap> maps(FeatureMaps maps, TargetOutcome outcome, DoubleConsumer progress) {
        OpenSamples source = training.replay().source();
        int[] classes = IntStream.concat(
                        IntStream.of(maps.chosen(source)).map(source::label),
                        IntStream.of(maps.chosen(target)).map(i -> outcome.labels()
                                .map(labels -> labels[i])
                                .orElseGet(() -> outcome.predicted(i))))
                .toArray();
        // What a frozen backbone sees is the same before and after.
        boolean frozen = training.configuration().freeze().equals(Freeze.BACKBONE);
        double part = frozen ? FeatureMaps.SWEEP_SHARE : 0.5;
        DoubleConsumer first = share -> progress.accept(part * share);
        DoubleConsumer second = share -> progress.accept(part + (1 - part) * share);
        return Stream.of(
                        map("before", classes, () -> maps.before(training, first)),
                        map("after", classes, () -> maps.after(training, second)))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<FeatureMap> map(String title, int[] classes, Supplier<Projection> projection) {
        try {
            return Optional.of(new FeatureMap(title, projection.get(), classes));
        } catch (StoppedException e) {
            throw e;
        } catch (BiwaaException e) {
            messages.accept("features " + title + " the training are left out: " + e.getMessage());
            return Optional.empty();
        }
    }
}
