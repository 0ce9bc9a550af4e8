package io.github.biwaa.training;

import static io.github.biwaa.settings.DataSettings.*;
import static io.github.biwaa.settings.MachineSettings.*;
import static io.github.biwaa.settings.TrainingSettings.*;

import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.chain.Chain;
import io.github.biwaa.data.DomainLocation;
import io.github.biwaa.model.Views;
import io.github.biwaa.network.backbone.BackboneKind;
import io.github.biwaa.run.RunClaim;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.DataFacts;
import io.github.biwaa.setting.Setting;
import io.github.biwaa.setting.SettingValues;
import io.github.biwaa.settings.DataSettings;
import io.github.biwaa.settings.MachineSettings;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.settings.TrainingSettings;
import io.github.biwaa.settings.WeightsChoice;
import io.github.biwaa.torch.DeviceChoice;
import io.github.biwaa.torch.distributed.Ranks;
import io.github.biwaa.training.setup.HubNetwork;
import io.github.biwaa.weights.HubReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A training as {@code biwaa train} does it, with the same settings, names and defaults; the command is written on this class. What is not set has the
 * default that docs/configuration.md tells.
 *
 * <pre>{@code
 * TrainingResult result = Adaptation.of(Path.of("catalogue"), Path.of("phone"))
 *         .backbone("mobilenet_v2")
 *         .weights(Path.of("mobilenet_v2.safetensors"))
 *         .iterations(500)
 *         .out(Path.of("runs/phone"))
 *         .train();
 * }</pre>
 *
 * <p>Values are checked when the training begins, before any picture is read. For one thread at a time.
 */
public final class Adaptation {
    private final List<UnaryOperator<SettingValues>> choices = new ArrayList<>();
    private @Nullable Path out;
    private RunFolder.Existing existing = RunFolder.Existing.REFUSE;
    private Optional<String> hubModel = Optional.empty();
    private @Nullable Supplier<Domains<Samples>> given;
    private final List<TrainingListener> listeners = new ArrayList<>();
    private Ranks ranks = Ranks.ALONE;

    private Adaptation() {}

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
        return of(DataSettings.values(source, target));
    }

    /**
     * From samples to samples in memory. A run folder of such a training is resumed by a program that has the same samples: their hash is compared.
     *
     * @param source labelled, with at least one sample of at least two classes; see {@link Samples#of(float[][], int[])} and
     *     {@link Samples#ofPictures(List, int[], List)}. Borrowed
     * @param target of the same kind and as wide; if it is labelled, by names of the source's classes. Labels are used for reporting alone. Borrowed
     */
    public static Adaptation of(Samples source, Samples target) {
        Adaptation adaptation = of(DomainLocation.memory(source.kind()), DomainLocation.memory(target.kind()));
        adaptation.given = () -> MemoryDomains.of(source, target);
        return adaptation;
    }

    /**
     * From a finished model to a target, without the source that the model was trained on: by {@link #method(String)} shot, aad or adabn.
     *
     * @param model a run folder, a run-N folder or a model folder
     * @param target pictures or embeddings, as the model takes them
     */
    public static Adaptation ofModel(Path model, Path target) {
        return new Adaptation().set(START_FROM, model).set(TARGET, target);
    }

    /** {@link #ofModel(Path, Path)} for samples in memory, borrowed; if they are labelled, by names of the model's classes. */
    public static Adaptation ofModel(Path model, Samples target) {
        Adaptation adaptation =
                ofModel(model, DomainLocation.memory(target.kind()).path());
        adaptation.given = () -> MemoryDomains.of(model, target);
        return adaptation;
    }

    /**
     * With settings that are chosen already, source and target among them.
     *
     * @param settings as {@link TrainingSettings#parse} reads them
     */
    public static Adaptation of(SettingValues settings) {
        Adaptation adaptation = new Adaptation();
        adaptation.choices.add(none -> settings);
        return adaptation;
    }

    /**
     * Any setting. Those that most trainings choose have a method below.
     *
     * @param setting of {@link TrainingSettings}, {@link MachineSettings}, {@link io.github.biwaa.adaptation.TermSettings}, or of a method of your own
     */
    public <T> Adaptation set(Setting<T> setting, T value) {
        choices.add(values -> values.with(setting, value));
        return this;
    }

    /** {@link #set(Setting, Object)} by the text that config.yaml has for the value. */
    public <T> Adaptation setText(Setting<T> setting, String text) {
        choices.add(values -> values.with(setting, setting.parse(text)));
        return this;
    }

    /** The folder in which decoded pictures and downloaded weights are kept, instead of the user's cache folder. */
    public Adaptation cache(Path folder) {
        return set(CACHE, folder);
    }

    /** The name of the method, such as dann; default biwaa. */
    public Adaptation method(String name) {
        return setText(METHOD, name);
    }

    /** {@link #method(String)} for a method of your own, which need not be known by name. */
    public Adaptation method(Method method) {
        return set(METHOD, method);
    }

    /** What decides what each run learns from: an object of one's own, or one of {@link io.github.biwaa.chain.Chains}; default the method's own. */
    public Adaptation chain(Chain chain) {
        return set(BETWEEN_RUNS, chain);
    }

    /** The name of the backbone, or {@code hf:owner/name}, a model of the Hugging Face hub, with its weights unless others are chosen; default resnet50. */
    public Adaptation backbone(String name) {
        hubModel = Optional.of(name).filter(HubReference::isOne);
        return hubModel.isPresent() ? this : setText(BACKBONE, name);
    }

    /** {@link #backbone(String)} for a backbone of your own, which need not be known by name. */
    public Adaptation backbone(BackboneKind kind) {
        return set(BACKBONE, kind);
    }

    /** Starting weights from a file, safetensors or PyTorch. */
    public Adaptation weights(Path file) {
        return weights(WeightsChoice.of(file));
    }

    /** Starting weights; default the published ones, for lenet and dtn none. */
    public Adaptation weights(WeightsChoice choice) {
        return set(WEIGHTS, choice);
    }

    /** Which part of the backbone keeps its starting weights: none, a stage, or backbone; default none. */
    public Adaptation freeze(String part) {
        return setText(FREEZE, part);
    }

    /** Width of the bottleneck, 0 for none; default 256. */
    public Adaptation bottleneck(int width) {
        return set(BOTTLENECK, width);
    }

    /** Pixels of a view; default the backbone's own. */
    public Adaptation imageSize(int pixels) {
        return set(IMAGE_SIZE, pixels);
    }

    /** Training views by name: standard, gentle, digits or none; default standard, for lenet and dtn digits. */
    public Adaptation augmentation(String name) {
        return setText(AUGMENTATION, name);
    }

    /** The fixed views that pictures are scored by; default ten crops, for lenet and dtn the centre. */
    public Adaptation views(Views views) {
        return set(VIEWS, views);
    }

    /** {@link #views(Views)} by name: ten-crop or centre. */
    public Adaptation views(String name) {
        return setText(VIEWS, name);
    }

    /** What the backbone's features, or the embeddings, are multiplied by before the bottleneck, above 0; default the backbone's own. */
    public Adaptation featureScale(double scale) {
        return set(FEATURE_SCALE, scale);
    }

    /** Runs that biwaa chains, at least 1; default 3. */
    public Adaptation runs(int runs) {
        return set(RUNS, runs);
    }

    /** Steps of each run, at least 1; default one per target picture, 300 to 5004. */
    public Adaptation iterations(int iterations) {
        return set(ITERATIONS, iterations);
    }

    /** Pictures per domain and step, at least 2; default 36. */
    public Adaptation batchSize(int size) {
        return set(BATCH_SIZE, size);
    }

    /** Learning rate of the backbone at the first step, above 0; heads learn ten times faster; default 0.001. */
    public Adaptation learningRate(double rate) {
        return set(LEARNING_RATE, rate);
    }

    /** Decides everything random; default 42. */
    public Adaptation seed(long seed) {
        return set(SEED, seed);
    }

    /** Compute threads, at least 1, on which the last bits depend; default all cores. */
    public Adaptation threads(int threads) {
        return set(THREADS, threads);
    }

    /** Where is computed; default the first GPU if there is one, else the CPU. */
    public Adaptation device(DeviceChoice choice) {
        return set(DEVICE, choice);
    }

    /** Steps between {@link TrainingListener#stepLogged} and rows of metrics.csv, at least 1; default 10. */
    public Adaptation logEvery(int steps) {
        return set(LOG_EVERY, steps);
    }

    /** The run folder, which must be named. */
    public Adaptation out(Path folder) {
        out = folder;
        return this;
    }

    /**
     * The processes that train together; this program runs in each of them, with the same settings and samples. The backbone's work is shared out, so the
     * batch size must be a multiple of their number; results are those of one process to rounding, but for dropout within a backbone. Rank 0 alone writes
     * the run folder, which the others need only to be able to read when a training is resumed; their results are deleted in the end.
     *
     * @param processes as {@link io.github.biwaa.torch.distributed.Meeting} brings them together; borrowed
     */
    public Adaptation ranks(Ranks processes) {
        ranks = processes;
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

    /**
     * Where both domains are.
     *
     * @throws InvalidSettingException as {@link #check}
     */
    public DataSettings data() {
        return beforeReading().data();
    }

    /**
     * Checks what can be checked before any data are read.
     *
     * @throws InvalidSettingException if a value is out of its range or names nothing, or the device is not to be had here; the message has the key
     *     and what was expected
     */
    public void check() {
        beforeReading().placement();
    }

    /** With numbers in place of what defaults take from data. */
    private TrainingConfiguration beforeReading() {
        return configuration(DataFacts.assumed(DataSettings.kind(chosen())));
    }

    private SettingValues chosen() {
        SettingValues chosen = SettingValues.EMPTY;
        for (UnaryOperator<SettingValues> choice : choices) {
            chosen = choice.apply(chosen);
        }
        return hubModel.isPresent() ? HubNetwork.resolved(hubModel.get(), chosen) : chosen;
    }

    /**
     * The whole configuration, with the defaults that depend on others filled in.
     *
     * @param domains what was read from {@link #data}
     * @throws InvalidSettingException if a value is out of its range or names nothing
     */
    public TrainingConfiguration configuration(Domains<? extends Samples> domains) {
        Samples learnt = domains.source().isEmpty() ? domains.target() : domains.source();
        boolean centred = chosen().find(CENTRE_FEATURES).orElse(false);
        return configuration(
                new DataFacts(learnt.kind(), OptionalInt.of(domains.target().size()), learnt.featureScale(centred)));
    }

    /** {@link #configuration(Domains)} for data that are yet to be read. */
    public TrainingConfiguration configuration(DataFacts data) {
        return TrainingConfiguration.of(chosen(), data);
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
        try (RunClaim claim = claim()) {
            if (given != null) {
                Domains<Samples> samples = given.get();
                try (Samples target = samples.target().inClassesOf(samples.source())) {
                    return train(claim, new Domains<>(samples.source(), target));
                }
            }
            try (Domains<Samples> domains = data().read()) {
                return train(claim, domains);
            }
        }
    }

    /**
     * Begins the run folder before anything is read: whoever reads the domains on his own calls this first, so that what is killed meanwhile can be
     * resumed.
     *
     * @return for {@link #train(RunClaim, Domains)}; the caller's to close
     * @throws InvalidSettingException as {@link #check}, or if the run folder is missing
     * @throws io.github.biwaa.BiwaaException as {@link RunClaim#RunClaim}
     */
    public RunClaim claim() {
        check();
        return new RunClaim(
                RankFolder.begin(folder(), existing, ranks), existing, TrainingConfiguration.yaml(chosen()));
    }

    /**
     * {@link #train()} on domains that are read already.
     *
     * @param domains what was read from {@link #data}; borrowed
     */
    public TrainingResult train(Domains<? extends Samples> domains) {
        try (RunClaim claim = claim()) {
            return train(claim, domains);
        }
    }

    /** {@link #train(Domains)} in the run folder that {@link #claim} has begun. */
    public TrainingResult train(RunClaim claim, Domains<? extends Samples> domains) {
        TrainingListener all = TrainingListener.of(listeners);
        return RankFolder.during(ranks, claim.folder(), () -> {
            Training training = new Training(configuration(domains), domains, claim.folder(), all, ranks);
            return new TrainingResult(folder(), training.run(claim, existing));
        });
    }

    private RunFolder folder() {
        if (out == null) {
            throw new InvalidSettingException("out: missing, expected the folder that the training goes into");
        }
        return new RunFolder(out);
    }
}
