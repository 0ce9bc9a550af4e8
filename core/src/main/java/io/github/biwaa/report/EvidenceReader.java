package io.github.biwaa.report;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.adaptation.Prior;
import io.github.biwaa.image.ImageDecoder;
import io.github.biwaa.model.ModelFolder;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.TrainingReplay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Looks once more at the pictures of a training with at least one finished run: scores, thumbnails, features. */
final class EvidenceReader {
    /** Most pictures of a domain in a feature map: t-SNE takes time with the square of both together. */
    private static final int MOST_FEATURES = 600;

    private static final int FEWEST_FEATURES = 4;
    /** Most thumbnails of a page, over all classes; they are most of its size. */
    private static final int MOST_THUMBNAILS = 240;

    private static final int MOST_OF_A_KIND = 6;

    private final RecordedTraining training;
    private final TrainingConfiguration configuration;
    private final TrainingReplay replay;
    private final Consumer<String> messages;

    private EvidenceReader(
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
     * @param training with at least one finished run
     * @param configuration what its config.yaml says
     * @param replay its pictures
     * @param messages told what is left out, and why
     * @throws BiwaaException if the pictures are not those of the training
     */
    static Evidence read(
            RecordedTraining training,
            TrainingConfiguration configuration,
            TrainingReplay replay,
            Consumer<String> messages) {
        return new EvidenceReader(training, configuration, replay, messages).read();
    }

    private Evidence read() {
        Domain target = replay.target();
        int run = training.lastFinished().orElseThrow().number();
        List<String> classes = target.classes();
        TargetOutcome outcome = new TargetOutcome(classes, scores(run), target.classLabels());
        int each = Math.max(2, Math.min(MOST_OF_A_KIND, MOST_THUMBNAILS / (2 * classes.size())));
        List<int[]> confident = perClass(
                outcome, each, Comparator.comparingDouble(outcome::confidence).reversed());
        List<int[]> contested = perClass(outcome, each, Comparator.comparingDouble(outcome::margin));
        return new Evidence(
                outcome,
                sampling(),
                thumbnails(Stream.concat(confident.stream(), contested.stream())),
                confident,
                contested,
                before(outcome),
                after(run, outcome));
    }

    private float[][] scores(int run) {
        int size = replay.target().size();
        int classes = replay.target().classes().size();
        try (PointerScope scope = new PointerScope()) {
            float[] flat = Tensors.toFloats(folder().readScores(run, size, classes));
            float[][] rows = new float[size][classes];
            for (int i = 0; i < size; i++) {
                System.arraycopy(flat, i * classes, rows[i], 0, classes);
            }
            return rows;
        }
    }

    private RunFolder folder() {
        return training.folder();
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
                    scores.add(folder().readScores(run.number(), replay.target().size(), classes));
                }
            }
        }
        return sampling;
    }

    /** The first {@code each} pictures of each predicted class in the given order; of equals the one listed first. */
    private static List<int[]> perClass(TargetOutcome outcome, int each, Comparator<Integer> order) {
        List<int[]> chosen = new ArrayList<>();
        for (int k = 0; k < outcome.classes().size(); k++) {
            int wanted = k;
            chosen.add(IntStream.range(0, outcome.scores().length)
                    .filter(sample -> outcome.predicted(sample) == wanted)
                    .boxed()
                    .sorted(order)
                    .limit(each)
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        return chosen;
    }

    private Map<Integer, String> thumbnails(Stream<int[]> chosen) {
        if (!replay.hasPictures()) {
            return Map.of();
        }
        ImageDecoder decoder = new ImageDecoder();
        boolean upright = configuration.network().preprocessing().applyOrientation();
        Map<Integer, String> thumbnails = new HashMap<>();
        chosen.flatMapToInt(IntStream::of).distinct().forEach(sample -> {
            try {
                thumbnails.put(
                        sample,
                        Thumbnail.dataUri(decoder.decode(replay.target().files().get(sample), upright)));
            } catch (BiwaaException e) {
                messages.accept(e.getMessage());
            }
        });
        return thumbnails;
    }

    private Optional<FeatureMap> before(TargetOutcome outcome) {
        try (AdaptationNetwork network = replay.startingNetwork(0)) {
            return Optional.of(map("before", network, outcome));
        } catch (BiwaaException e) {
            messages.accept("features before the training are left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Optional<FeatureMap> after(int run, TargetOutcome outcome) {
        try (AdaptationNetwork network = ModelFolder.load(folder().model(run))) {
            return Optional.of(map("after", network, outcome));
        } catch (BiwaaException e) {
            messages.accept("features after the training are left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private FeatureMap map(String title, AdaptationNetwork network, TargetOutcome outcome) {
        int[] source = FeatureSample.choose(replay.source().size(), MOST_FEATURES);
        int[] target = FeatureSample.choose(replay.target().size(), MOST_FEATURES);
        if (source.length < FEWEST_FEATURES || target.length < FEWEST_FEATURES) {
            throw new BiwaaException("a map of features needs at least " + FEWEST_FEATURES + " samples of each domain");
        }
        FeatureSample sample = new FeatureSample(
                FeatureSample.features(network, replay.sourceInput(), source),
                FeatureSample.features(network, replay.targetInput(), target));
        long seed = configuration.schedule().seed();
        int[] classes = IntStream.concat(
                        IntStream.of(source).map(replay.source()::label),
                        IntStream.of(target).map(i -> outcome.labels()
                                .map(labels -> labels[i])
                                .orElseGet(() -> outcome.predicted(i))))
                .toArray();
        return new FeatureMap(
                title,
                ProxyADistance.of(sample.source(), sample.target(), seed),
                Tsne.embed(sample.all(), seed),
                source.length,
                classes);
    }
}
