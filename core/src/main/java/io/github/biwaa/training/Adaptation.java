package io.github.biwaa.training;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.MethodSettings;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.model.Views;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.DeviceSettings;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.settings.OnLowMemory;
import io.github.biwaa.settings.OnNan;
import io.github.biwaa.settings.SamplingSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.WeightsChoice;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A training as {@code biwaa train} does it, with the same settings, names and defaults; the command is written on this class. What is not set has the
 * default that docs/configuration.md tells.
 *
 * <pre>{@code
 * TrainingResult result = Adaptation.of(Path.of("catalogue"), Path.of("phone"))
 *         .backbone("squeezenet1_0")
 *         .weights(Path.of("squeezenet1_0.safetensors"))
 *         .iterations(500)
 *         .out(Path.of("runs/phone"))
 *         .train();
 * }</pre>
 *
 * <p>Values are checked when the training begins, before any picture is read. For one thread at a time.
 */
public final class Adaptation {
    private final DomainLocation source;
    private final DomainLocation target;
    private final NetworkPlan network = new NetworkPlan();
    private final SchedulePlan schedule = new SchedulePlan();
    private final ComputePlan compute = new ComputePlan();
    private String method = "biwaa";
    private MethodSettings terms = MethodSettings.DEFAULT;
    private SamplingSettings sampling = SamplingSettings.DEFAULT;
    private boolean skipBroken;
    private Path cache;
    private Path out;
    private RunFolder.Existing existing = RunFolder.Existing.REFUSE;
    private Domains<Samples> given;
    private final List<TrainingListener> listeners = new ArrayList<>();

    private Adaptation(DomainLocation source, DomainLocation target) {
        this.source = source;
        this.target = target;
    }

    /**
     * From pictures to pictures, or from embeddings to embeddings.
     *
     * @param source labelled: a folder with a folder per class, a list file, or a file of embeddings
     * @param target the other domain, of the same kind; its labels, if there are any, are used for reporting alone
     */
    public static Adaptation of(Path source, Path target) {
        return of(DomainLocation.of(source), DomainLocation.of(target));
    }

    /** {@link #of(Path, Path)} with roots of lists, files of labels or class names. */
    public static Adaptation of(DomainLocation source, DomainLocation target) {
        return new Adaptation(source, target);
    }

    /**
     * From features to features in memory. A run folder of such a training is resumed by a program that has the same features: their hash is compared.
     *
     * @param source labelled, with at least one sample of at least two classes; see {@link Samples#of(float[][], int[])}. Borrowed
     * @param target as wide; if it is labelled, by names of the source's classes. Labels are used for reporting alone. Borrowed
     */
    public static Adaptation of(Samples source, Samples target) {
        Adaptation adaptation = of(DomainLocation.memory(), DomainLocation.memory());
        adaptation.given = new Domains<>(source, target);
        return adaptation;
    }

    /** Leaves out pictures that cannot be read, instead of stopping before the training. */
    public Adaptation skipBroken(boolean skip) {
        skipBroken = skip;
        return this;
    }

    /** The folder in which decoded pictures and downloaded weights are kept, instead of the user's cache folder. */
    public Adaptation cache(Path folder) {
        cache = folder;
        return this;
    }

    /** The name of the method, such as dann; default biwaa. */
    public Adaptation method(String name) {
        method = name;
        return this;
    }

    /** The numbers of the method's terms; default the paper's. */
    public Adaptation terms(MethodSettings settings) {
        terms = settings;
        return this;
    }

    /** What decides what each run learns from: an object of one's own, or one of {@link io.github.biwaa.chain.Chains}; default the method's own. */
    public Adaptation chain(Chain chain) {
        sampling = new SamplingSettings(
                sampling.balanceSource(), sampling.alignTarget(), sampling.blendPrior(), Optional.of(chain));
        return this;
    }

    /** Which parts of sampling and ILDA are on; default all, as in the paper. */
    public Adaptation sampling(SamplingSettings settings) {
        sampling = settings;
        return this;
    }

    /** The name of the backbone; default resnet50. */
    public Adaptation backbone(String name) {
        network.backbone = name;
        return this;
    }

    /** Starting weights from a file, safetensors or PyTorch. */
    public Adaptation weights(Path file) {
        return weights(WeightsChoice.of(file));
    }

    /** Starting weights; default the published ones, for lenet and dtn none. */
    public Adaptation weights(WeightsChoice choice) {
        network.weights = choice;
        return this;
    }

    /** Which part of the backbone keeps its starting weights: none, a stage, or backbone; default none. */
    public Adaptation freeze(String part) {
        network.freeze = part;
        return this;
    }

    /** Augmented views kept per picture with a frozen backbone, at least 1; default 10. */
    public Adaptation frozenViews(int views) {
        network.frozenViews = views;
        return this;
    }

    /** Width of the bottleneck, 0 for none; default 256. */
    public Adaptation bottleneck(int width) {
        network.bottleneck = width;
        return this;
    }

    /** Pixels of a view; default the backbone's own. */
    public Adaptation imageSize(int pixels) {
        network.imageSize = pixels;
        return this;
    }

    /** 3 for colour, 1 for grey; default the backbone's own. */
    public Adaptation channels(int channels) {
        network.channels = channels;
        return this;
    }

    /** Whether pictures are turned upright as their EXIF data say; default yes. */
    public Adaptation exifOrientation(boolean applied) {
        network.exifOrientation = applied;
        return this;
    }

    /** Training views by name: standard, gentle, digits or none; default standard, for lenet and dtn digits. */
    public Adaptation augmentation(String name) {
        network.augmentation = name;
        return this;
    }

    /** The fixed views that pictures are scored by; default ten crops, for lenet and dtn the centre. */
    public Adaptation views(Views views) {
        return views(views.id());
    }

    /** {@link #views(Views)} by name: ten-crop or centre. */
    public Adaptation views(String name) {
        network.views = name;
        return this;
    }

    /** What the backbone's features, or the embeddings, are multiplied by before the bottleneck, above 0; default the backbone's own. */
    public Adaptation featureScale(double scale) {
        network.featureScale = scale;
        return this;
    }

    /** Runs that biwaa chains, at least 1; default 3. */
    public Adaptation runs(int runs) {
        schedule.runs = runs;
        return this;
    }

    /** Steps of each run, at least 1; default one per target picture, 300 to 5004. */
    public Adaptation iterations(int iterations) {
        schedule.iterations = iterations;
        return this;
    }

    /** Pictures per domain and step, at least 2; default 36. */
    public Adaptation batchSize(int size) {
        schedule.batchSize = size;
        return this;
    }

    /** Learning rate of the backbone at the first step, above 0; heads learn ten times faster; default 0.001. */
    public Adaptation learningRate(double rate) {
        schedule.learningRate = rate;
        return this;
    }

    /** Length in steps of the schedules of reversal and semantic matching, above 0; default 4 x iterations. */
    public Adaptation ramp(double steps) {
        schedule.ramp = steps;
        return this;
    }

    /** Steps by which a run's own predictions take over from earlier runs', above 0; default iterations / 10. */
    public Adaptation priorHorizon(double steps) {
        schedule.priorHorizon = steps;
        return this;
    }

    /** How much earlier runs count, above 0; default 10 with ten crops, 1 with one view. */
    public Adaptation priorWeight(double weight) {
        schedule.priorWeight = weight;
        return this;
    }

    /** How much an older run counts against the next newer one, 0 to 1; default 0.8. */
    public Adaptation priorDecay(double decay) {
        schedule.priorDecay = decay;
        return this;
    }

    /** Weight of a picture's newest prediction in its pseudo-label, above 0 to 1; default 0.9. */
    public Adaptation labelUpdate(double weight) {
        schedule.labelUpdate = weight;
        return this;
    }

    /** Decides everything random; default 42. */
    public Adaptation seed(long seed) {
        schedule.seed = seed;
        return this;
    }

    /** Compute threads, at least 1, on which the last bits depend; default all cores. */
    public Adaptation threads(int threads) {
        compute.threads = threads;
        return this;
    }

    /** What is computed with; default float32 on the first GPU if there is one, else on the CPU. */
    public Adaptation device(DeviceSettings settings) {
        compute.device = settings;
        return this;
    }

    /** Threads that prepare batches, at least 1; default 1. */
    public Adaptation loaderThreads(int threads) {
        compute.loaderThreads = threads;
        return this;
    }

    /** Pictures scored at once, at least 1; default 32. */
    public Adaptation evaluationBatch(int size) {
        compute.evaluationBatch = size;
        return this;
    }

    /** Steps between {@link TrainingListener#stepLogged} and rows of metrics.csv, at least 1; default 10. */
    public Adaptation logEvery(int steps) {
        compute.logEvery = steps;
        return this;
    }

    /** Steps between checkpoints that are scored, 0 for the last step alone; default 0. */
    public Adaptation evaluateEvery(int steps) {
        compute.evaluateEvery = steps;
        return this;
    }

    /** Steps between checkpoints to go on from, 0 for one every five minutes; default 0. */
    public Adaptation checkpointEvery(int steps) {
        compute.checkpointEvery = steps;
        return this;
    }

    /** What happens when a loss is no number; default the training stops. */
    public Adaptation onNan(OnNan choice) {
        compute.onNan = choice;
        return this;
    }

    /** What happens when there is surely too little memory; default the training does not begin. */
    public Adaptation onLowMemory(OnLowMemory choice) {
        compute.onLowMemory = choice;
        return this;
    }

    /** The run folder, which must be named. */
    public Adaptation out(Path folder) {
        out = folder;
        return this;
    }

    /** What to do if the run folder holds a training already; default refuse. */
    public Adaptation existing(RunFolder.Existing choice) {
        existing = choice;
        return this;
    }

    /**
     * Told how the training and all before its first run go, on the training's thread, and may stop it; called several times, all are told, in that
     * order.
     */
    public Adaptation listener(TrainingListener next) {
        listeners.add(next);
        return this;
    }

    /** @return where both domains are */
    public DataSettings data() {
        return new DataSettings(source, target, skipBroken, Optional.ofNullable(cache));
    }

    /**
     * Checks what can be checked before any data are read.
     *
     * @throws InvalidSettingException if a value is out of its range or names nothing; the message has the key and what was expected
     */
    public void check() {
        configuration(source.holdsEmbeddings() ? network.ofEmbeddings(1) : network.ofPictures(), 1);
    }

    /**
     * The whole configuration, with the defaults that depend on others filled in.
     *
     * @param domains what was read from {@link #data}
     * @throws InvalidSettingException if a value is out of its range or names nothing
     */
    public TrainingConfiguration configuration(Domains<? extends Samples> domains) {
        OptionalDouble scale = domains.source().featureScale();
        NetworkSettings settings = scale.isPresent() ? network.ofEmbeddings(scale.getAsDouble()) : network.ofPictures();
        return configuration(settings, domains.target().size());
    }

    /**
     * {@link #configuration(Domains)} for pictures that are yet to be read.
     *
     * @param targetSize N_t
     */
    public TrainingConfiguration configuration(int targetSize) {
        return configuration(network.ofPictures(), targetSize);
    }

    private TrainingConfiguration configuration(NetworkSettings settings, int targetSize) {
        return new TrainingConfiguration(
                data(),
                settings,
                method,
                terms,
                schedule.settings(targetSize, settings.views()),
                sampling,
                compute.settings());
    }

    /**
     * Reads both domains and trains all runs.
     *
     * @return what lies in the run folder now
     * @throws InvalidSettingException if a value is out of its range or names nothing, or the run folder is missing
     * @throws io.github.biwaa.StoppedException if a listener asks to stop
     * @throws io.github.biwaa.BiwaaException as {@link Training#run}, or if something about the domains is wrong
     */
    public TrainingResult train() {
        check();
        folder().check(existing);
        if (given != null) {
            checkGiven();
            try (Samples target = given.target().inClassesOf(given.source())) {
                return train(new Domains<>(given.source(), target));
            }
        }
        try (Domains<Samples> domains = data().read()) {
            return train(domains);
        }
    }

    private void checkGiven() {
        Samples source = given.source();
        Samples target = given.target();
        if (!source.labelled() || source.classes().size() < 2) {
            throw new InvalidSettingException("source: features without labels of at least two classes; expected both");
        }
        if (!source.width().equals(target.width())) {
            throw new InvalidSettingException("target: " + target.width().orElse(0) + " features per sample, expected "
                    + source.width().orElse(0) + " as the source has");
        }
    }

    /**
     * {@link #train()} on domains that are read already.
     *
     * @param domains what was read from {@link #data}; borrowed
     */
    public TrainingResult train(Domains<? extends Samples> domains) {
        RunFolder folder = folder();
        TrainingListener all = TrainingListener.of(listeners);
        return new TrainingResult(folder, new Training(configuration(domains), domains, folder, all).run(existing));
    }

    private RunFolder folder() {
        if (out == null) {
            throw new InvalidSettingException("out: missing, expected the folder that the training goes into");
        }
        return new RunFolder(out);
    }
}
