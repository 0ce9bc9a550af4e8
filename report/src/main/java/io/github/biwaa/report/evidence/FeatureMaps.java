package io.github.biwaa.report.evidence;

import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.BOTTLENECK;
import static io.github.biwaa.settings.TrainingSettings.FEATURE_SCALE;
import static io.github.biwaa.settings.TrainingSettings.SEED;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.model.Model;
import io.github.biwaa.model.ModelDescription;
import io.github.biwaa.model.StartingWeights;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.network.backbone.FeatureBackbone;
import io.github.biwaa.network.layer.Mode;
import io.github.biwaa.report.evidence.FeatureMap.Projection;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Tensors;
import io.github.biwaa.training.TrainingReplay;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Features of both domains before and after the trainings of a report, projected to the plane. What trainings have in common is computed once: the
 * network they began with if it is the same, and the backbone that neither of them trained.
 */
public final class FeatureMaps {
    /** Fewer points make no map. */
    public static final int FEWEST = 4;

    private static final int BATCH = 32;
    /** The part of a projection that goes to features; the rest goes to t-SNE. */
    static final double SWEEP_SHARE = 0.9;

    private final int most;
    private final Map<Object, float[][]> backboneFeatures = new HashMap<>();
    private final Map<Object, Projection> beginnings = new HashMap<>();

    /** @param most points of a domain in a map, at least {@value #FEWEST} */
    public FeatureMaps(int most) {
        this.most = most;
    }

    /** What a backbone with its starting weights makes of some pictures; a fresh one depends on the seed as well. */
    private record StartingBackbone(
            List<Path> files, Object preprocessing, String name, StartingWeights weights, long seed) {}

    /** What fresh heads make of that. */
    private record Beginning(StartingBackbone backbone, int classes, int bottleneck, double scale, long seed) {}

    /**
     * @param progress receives the share that is done, 0 to 1
     * @throws BiwaaException if the network it began with cannot be had any more, or there are too few samples
     */
    Projection before(Replayed training, DoubleConsumer progress) {
        StartingBackbone backbone = startingBackbone(training);
        TrainingConfiguration configuration = training.configuration();
        int classes = training.replay().target().classes().size();
        long seed = configuration.seedOfRun(0);
        Object key =
                new Beginning(backbone, classes, configuration.get(BOTTLENECK), configuration.get(FEATURE_SCALE), seed);
        if (!beginnings.containsKey(key)) {
            beginnings.put(key, project(() -> training.replay().startingNetwork(0), backbone, training, progress));
        }
        return beginnings.get(key);
    }

    /**
     * @param progress receives the share that is done, 0 to 1
     * @throws BiwaaException if the model of the last run cannot be loaded, or there are too few samples
     */
    Projection after(Replayed training, DoubleConsumer progress) {
        boolean frozen = training.configuration().freeze().equals(Freeze.BACKBONE);
        Object backbone = frozen ? startingBackbone(training) : new Object();
        Path model = training.training().folder().model(training.run());
        return project(() -> Model.load(model).network(), backbone, training, progress);
    }

    private static StartingBackbone startingBackbone(Replayed training) {
        TrainingConfiguration configuration = training.configuration();
        StartingWeights weights = training.training()
                .model()
                .map(ModelDescription::startingWeights)
                .orElse(StartingWeights.NONE);
        return new StartingBackbone(
                Stream.of(training.replay().source(), training.replay().target())
                        .flatMap(domain -> domain.pictures().stream())
                        .toList(),
                configuration.preprocessing().<Object>map(seen -> seen).orElse(configuration.data()),
                configuration.find(BACKBONE).map(BackboneKind::name).orElse(FeatureBackbone.NAME),
                weights,
                weights.sha256() == null ? configuration.seedOfRun(0) : 0);
    }

    private Projection project(
            Supplier<AdaptationNetwork> networks, Object backbone, Replayed training, DoubleConsumer progress) {
        TrainingReplay replay = training.replay();
        int[] source = chosen(replay.source());
        int[] target = chosen(replay.target());
        if (source.length < FEWEST || target.length < FEWEST) {
            throw new BiwaaException("a map of features needs at least " + FEWEST + " samples of each domain");
        }
        float[][] features;
        try (AdaptationNetwork network = networks.get()) {
            double all = source.length + target.length;
            float[][] swept = backboneFeatures.get(backbone);
            if (swept == null) {
                swept = Stream.concat(
                                features(
                                        network,
                                        replay,
                                        replay.source(),
                                        source,
                                        done -> progress.accept(SWEEP_SHARE * done / all)),
                                features(
                                        network,
                                        replay,
                                        replay.target(),
                                        target,
                                        done -> progress.accept(SWEEP_SHARE * (source.length + done) / all)))
                        .toArray(float[][]::new);
                if (backbone instanceof StartingBackbone) {
                    backboneFeatures.put(backbone, swept);
                }
            }
            features = heads(network, swept);
        }
        long seed = training.configuration().get(SEED);
        return new Projection(
                ProxyADistance.of(
                        Arrays.copyOf(features, source.length),
                        Arrays.copyOfRange(features, source.length, features.length),
                        seed),
                Tsne.embed(
                        features,
                        seed,
                        done -> progress.accept(SWEEP_SHARE + (1 - SWEEP_SHARE) * done / Tsne.ITERATIONS)),
                source.length);
    }

    /** @return evenly spread numbers of samples, all if they are few enough */
    int[] chosen(Samples domain) {
        int count = Math.min(domain.size(), most);
        return IntStream.range(0, count)
                .map(i -> (int) ((long) i * domain.size() / count))
                .toArray();
    }

    /** What the backbone makes of the middle one of each sample's fixed views: what the training left, or else computed. */
    private static Stream<float[]> features(
            AdaptationNetwork network,
            TrainingReplay replay,
            OpenSamples domain,
            int[] samples,
            DoubleConsumer progress) {
        Optional<Tensor> stored = replay.storedFeatures(domain);
        if (stored.isEmpty()) {
            SampleViews input = domain == replay.source() ? replay.sourceInput() : replay.targetInput();
            return sweep(network, input, samples, progress);
        }
        float[][] features = new float[samples.length][];
        try (PointerScope scope = new PointerScope()) {
            Tensor middle = stored.get().select(1, stored.get().size(1) / 2);
            split(middle.index_select(0, Tensors.indices(samples)), features, 0);
        } finally {
            Tensors.release(stored.get());
        }
        return Arrays.stream(features);
    }

    private static Stream<float[]> sweep(
            AdaptationNetwork network, SampleViews input, int[] samples, DoubleConsumer progress) {
        float[][] features = new float[samples.length][];
        int view = input.evaluationViews() / 2;
        for (int from = 0; from < samples.length; from += BATCH) {
            int to = Math.min(samples.length, from + BATCH);
            try (PointerScope scope = new PointerScope()) {
                Tensor batch = Tensors.concatenate(IntStream.range(from, to)
                        .mapToObj(i -> input.evaluationBatch(samples[i], samples[i] + 1, view))
                        .toArray(Tensor[]::new));
                split(
                        Tensors.withoutGradient(() -> network.backbone().forward(batch, Mode.EVALUATION)),
                        features,
                        from);
            }
            progress.accept(to);
        }
        return Arrays.stream(features);
    }

    private static float[][] heads(AdaptationNetwork network, float[][] swept) {
        int width = swept[0].length;
        float[] flat = new float[swept.length * width];
        for (int i = 0; i < swept.length; i++) {
            System.arraycopy(swept[i], 0, flat, i * width, width);
        }
        float[][] features = new float[swept.length][];
        try (PointerScope scope = new PointerScope()) {
            Tensor input = Tensors.of(flat, swept.length, width);
            split(Tensors.withoutGradient(() -> network.head(input, Mode.EVALUATION)), features, 0);
        }
        return features;
    }

    private static void split(Tensor rows, float[][] into, int from) {
        float[] flat = Tensors.toFloats(rows);
        int count = Math.toIntExact(rows.size(0));
        int width = flat.length / count;
        for (int i = 0; i < count; i++) {
            into[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
        }
    }
}
