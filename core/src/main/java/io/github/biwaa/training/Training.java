package io.github.biwaa.training;

import static io.github.biwaa.settings.DataSettings.HOLD_OUT;
import static io.github.biwaa.settings.MachineSettings.DETERMINISTIC;
import static io.github.biwaa.settings.MachineSettings.ON_LOW_MEMORY;
import static io.github.biwaa.settings.MachineSettings.THREADS;
import static io.github.biwaa.settings.TrainingSettings.BACKBONE;
import static io.github.biwaa.settings.TrainingSettings.BATCH_SIZE;
import static io.github.biwaa.settings.TrainingSettings.CHANNELS;
import static io.github.biwaa.settings.TrainingSettings.FEATURE_SCALE;
import static io.github.biwaa.settings.TrainingSettings.FROZEN_VIEWS;
import static io.github.biwaa.settings.TrainingSettings.IMAGE_SIZE;
import static io.github.biwaa.settings.TrainingSettings.METHOD;
import static io.github.biwaa.settings.TrainingSettings.SEED;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.StoppedException;
import io.github.biwaa.adaptation.Method;
import io.github.biwaa.chain.Guide;
import io.github.biwaa.file.SettingsYaml;
import io.github.biwaa.network.backbone.Backbone;
import io.github.biwaa.network.layer.BatchNorm;
import io.github.biwaa.run.Provenance;
import io.github.biwaa.run.RunClaim;
import io.github.biwaa.run.RunFolder;
import io.github.biwaa.run.RunSummary;
import io.github.biwaa.run.TrainingIdentity;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.Opening;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.setting.SampleKind;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Device;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.torch.Precision;
import io.github.biwaa.torch.Processor;
import io.github.biwaa.torch.distributed.Ranks;
import io.github.biwaa.training.progress.ClaimCheck;
import io.github.biwaa.training.progress.LostRankWatch;
import io.github.biwaa.training.progress.ProgressFile;
import io.github.biwaa.training.progress.TrainingPhases;
import io.github.biwaa.training.scoring.HeldOut;
import io.github.biwaa.training.setup.FrozenFeatures;
import io.github.biwaa.training.setup.GuideFile;
import io.github.biwaa.training.setup.MachineMemory;
import io.github.biwaa.training.setup.MemoryCheck;
import io.github.biwaa.training.setup.MemoryNeed;
import io.github.biwaa.training.setup.NetworkFactory;
import io.github.biwaa.training.setup.RankAgreement;
import io.github.biwaa.training.setup.StableScale;
import io.github.biwaa.training.setup.StartingFile;
import io.github.biwaa.training.setup.StartingModel;
import io.github.biwaa.training.setup.TargetLabels;
import io.github.biwaa.training.setup.TrainingRecipe;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The main job: from two domains to a run folder with adapted models. */
public final class Training {
    private static final Logger LOG = LoggerFactory.getLogger(Training.class);

    private TrainingConfiguration configuration;
    private final Domains<? extends Samples> data;
    private final RunFolder folder;
    private TrainingListener listener;
    private final Ranks ranks;
    private final ProgressFile progressFile;

    /**
     * @param configuration what to do
     * @param data what to learn from; pictures or embeddings, as the network takes them
     * @param folder where results go
     * @param listener told how decoding, feature extraction and training go
     */
    public Training(
            TrainingConfiguration configuration,
            Domains<? extends Samples> data,
            RunFolder folder,
            TrainingListener listener) {
        this(configuration, data, folder, listener, Ranks.ALONE);
    }

    /**
     * One of several processes that train together.
     *
     * @param folder where this one's results go; the same on all ranks, but for its place
     * @param ranks the processes, borrowed
     */
    Training(
            TrainingConfiguration configuration,
            Domains<? extends Samples> data,
            RunFolder folder,
            TrainingListener listener,
            Ranks ranks) {
        if (data.source().kind() != configuration.kind()) {
            throw new IllegalArgumentException("settings for " + configuration.kind() + " on other data");
        }
        this.configuration = configuration;
        this.data = data;
        this.folder = folder;
        this.ranks = ranks;
        this.progressFile = new ProgressFile(folder);
        this.listener = TrainingListener.of(
                List.of(listener, new ProgressAlone(progressFile), new ProgressAlone(new LostRankWatch(ranks))));
    }

    /**
     * Trains all runs that the folder does not hold yet; one that was begun goes on from its last checkpoint.
     *
     * @param existing what to do if the folder holds a training already
     * @return the finished runs, in order
     * @throws io.github.biwaa.StoppedException if a listener asks to stop
     * @throws io.github.biwaa.BiwaaException if weights cannot be had or do not fit, a picture cannot be read, the folder cannot be written or another
     *     process trains in it, or runs to go on with were trained with other settings
     */
    public List<RunSummary> run(RunFolder.Existing existing) {
        try (RunClaim claim = new RunClaim(folder, existing, configuration.yaml())) {
            return run(claim, existing);
        }
    }

    /** {@link #run(RunFolder.Existing)} in a folder that is claimed already. */
    List<RunSummary> run(RunClaim claim, RunFolder.Existing existing) {
        listener = TrainingListener.of(List.of(listener, new ProgressAlone(new ClaimCheck(claim))));
        try (progressFile) {
            return prepareAndTrain(claim, existing);
        } catch (StoppedException stopped) {
            claim.keep();
            throw stopped;
        }
    }

    private List<RunSummary> prepareAndTrain(RunClaim claim, RunFolder.Existing existing) {
        RankAgreement.requireWorkToShare(ranks.size(), configuration);
        if (existing != RunFolder.Existing.RESUME) {
            RankAgreement.requireRanksFor(configuration, ranks.size());
        }
        Engine.useThreads(configuration.get(THREADS));
        Placement placement = placement();
        if (existing == RunFolder.Existing.RESUME && folder.holdsWork()) {
            folder.checkConfiguration();
            configuration.checkContinues(folder.configuration());
            if (folder.finishedRuns().size() >= configuration.runs()) {
                return folder.finishedRuns();
            }
        }
        // Weights that do not fit are found before pictures are decoded, which may take long.
        NetworkFactory networks = new NetworkFactory(
                configuration,
                StartingFile.of(configuration, listener),
                data.source().classes().size());
        StartingModel.of(configuration)
                .ifPresent(model -> model.requireFit(configuration, data, networks.startingWeights()));
        requireBatchNorm(networks);
        if (placement.device().isCpu() && configuration.kind() == SampleKind.PICTURES) {
            checkMemory(networks);
        }
        listener.planned(TrainingPhases.of(configuration, data));
        try (Domains<OpenSamples> domains =
                data.map(openings(networks, placement), (samples, opening) -> samples.open(opening, listener))) {
            if (!domains.source().isEmpty()) {
                requireEveryClass(domains.source());
            }
            configuration = settled(domains, existing);
            train(domains, networks.with(configuration), placement, claim, existing);
        }
        listener.planned(List.of());
        return folder.finishedRuns();
    }

    /** Finds the device before anything is decoded. */
    private Placement placement() {
        Placement placement = configuration.placement(ranks.place());
        if (!placement.device().isCpu()) {
            Engine.useCuda(configuration.get(DETERMINISTIC));
        } else if (placement.precision() == Precision.BF16
                && !Processor.hasBfloat16().orElse(true)) {
            LOG.warn("This processor has no instructions for bfloat16 (avx512_bf16 or amx_bf16):"
                    + " precision bf16 is slower here than float32.");
        }
        return placement;
    }

    /** What follows from features that are at hand now; a training that was begun keeps what it began with. */
    private TrainingConfiguration settled(Domains<OpenSamples> domains, RunFolder.Existing existing) {
        if (configuration.find(FEATURE_SCALE).isPresent()) {
            return configuration;
        }
        Optional<Double> begunWith = existing == RunFolder.Existing.RESUME && folder.holdsWork()
                ? FEATURE_SCALE
                        .textIn(SettingsYaml.values(folder.configuration()))
                        .map(FEATURE_SCALE::parse)
                : Optional.empty();
        return configuration.with(FEATURE_SCALE, begunWith.orElseGet(() -> StableScale.of(configuration, domains)));
    }

    private void train(
            Domains<OpenSamples> domains,
            NetworkFactory networks,
            Placement placement,
            RunClaim claim,
            RunFolder.Existing existing) {
        Optional<Guide> guide = GuideFile.read(configuration, domains);
        Optional<TargetLabels> labels = TargetLabels.read(configuration, data.target(), domains.target());
        TrainingIdentity onDomains = TrainingIdentity.of(
                configuration, domains, data.map(Samples::contentSha256), networks.startingWeights());
        TrainingIdentity identity = labels.map(TargetLabels::sha256)
                .map(onDomains::withTargetLabels)
                .orElse(onDomains);
        new RankAgreement(ranks).check(configuration, identity);
        ranks.computeOn(placement.device());
        // Only now, when nothing but the training itself can fail, is an earlier one given up.
        if (existing == RunFolder.Existing.OVERWRITE) {
            folder.clear();
        }
        if (!folder.finishedRuns().isEmpty()) {
            Provenance.inputsOf(folder)
                    .ifPresent(earlier -> identity.checkInputs(earlier, "what " + folder.path() + " holds"));
        }
        folder.writeConfiguration(configuration.yaml());
        claim.keep();
        Provenance.record(folder, configuration, placement, domains, identity);
        double share = configuration.get(HOLD_OUT);
        Optional<HeldOut> split = share == 0
                ? Optional.empty()
                : Optional.of(HeldOut.of(domains.source(), share, configuration.get(SEED)));
        try {
            Domains<OpenSamples> learntFrom =
                    new Domains<>(split.map(HeldOut::training).orElse(domains.source()), domains.target());
            Optional<Guide> ofLearnt = split.isPresent()
                    ? guide.map(all -> all.ofSource(split.get().trainingRows()))
                    : guide;
            TrainingSetup setup = new TrainingSetup(
                    configuration,
                    learntFrom,
                    split.map(HeldOut::held),
                    ofLearnt,
                    labels,
                    networks,
                    folder,
                    placement,
                    ranks);
            new RunChain(setup, identity, listener).train();
            // Ranks can leave their GPUs only together.
            ranks.computeOn(Device.CPU);
        } finally {
            split.ifPresent(HeldOut::close);
        }
    }

    /** A frozen backbone saves nothing for a backward sweep, but its features stay in memory. */
    private void checkMemory(NetworkFactory networks) {
        Freeze freeze = configuration.freeze();
        try (Backbone backbone = networks.backbone()) {
            boolean frozen = freeze.equals(Freeze.BACKBONE);
            if (frozen) {
                backbone.freeze();
            } else {
                freeze.lastStage().ifPresent(backbone::freezeThrough);
            }
            long views = (long) configuration.get(FROZEN_VIEWS)
                            * (data.source().size() + data.target().size())
                    + (long) configuration.views().count() * data.target().size();
            MemoryNeed need = MemoryNeed.of(
                    backbone,
                    configuration.get(CHANNELS),
                    configuration.get(IMAGE_SIZE),
                    frozen ? views * backbone.featureWidth() * Float.BYTES : 0,
                    new TrainingRecipe(configuration).keptPerWeight());
            new MemoryCheck(need, MachineMemory.now(), configuration.get(ON_LOW_MEMORY))
                    .run(configuration.get(BATCH_SIZE));
        }
    }

    /** Reading the source made sure that every class has files; now it is known which of them are pictures. */
    private static void requireEveryClass(Samples source) {
        int[] counts = source.countPerClass();
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] == 0) {
                throw new BiwaaException(
                        "all " + source.kind() + " of class " + source.classes().get(k) + " of the source "
                                + source.name() + " are broken, or there are none. Every class needs at least one.");
            }
        }
    }

    /** What only moves statistics does nothing to a network that has none. */
    private void requireBatchNorm(NetworkFactory networks) {
        Method method = configuration.get(METHOD);
        if (method.statisticsShare(0).isEmpty()) {
            return;
        }
        boolean onFeatures = configuration.kind() == SampleKind.EMBEDDINGS
                || configuration.freeze().equals(Freeze.BACKBONE);
        if (onFeatures) {
            throw withoutBatchNorm(method, "on features, only bottleneck and classifier are trained, which have none");
        }
        try (Backbone backbone = networks.backbone()) {
            configuration.freeze().lastStage().ifPresent(backbone::freezeThrough);
            if (backbone.parts(BatchNorm.class).stream().noneMatch(BatchNorm::learns)) {
                throw withoutBatchNorm(method, configuration.get(BACKBONE).name() + " has none that is not frozen");
            }
        }
    }

    private static InvalidSettingException withoutBatchNorm(Method method, String why) {
        return new InvalidSettingException(METHOD + ": " + method.id() + " changes the statistics of batch norm, and "
                + why + "; expected a backbone such as resnet50 or mobilenet_v2, or the method shot");
    }

    private Domains<Opening> openings(NetworkFactory networks, Placement placement) {
        Opening plain = configuration.opening(placement);
        if (!configuration.freeze().equals(Freeze.BACKBONE)) {
            return new Domains<>(plain, plain);
        }
        FrozenFeatures features = new FrozenFeatures(configuration, networks, placement, listener);
        boolean sourceIsScored = configuration.get(HOLD_OUT) > 0;
        return new Domains<>(
                plain.making(sourceIsScored ? features::trainedOnAndScored : features::trainedOn),
                plain.making(features::trainedOnAndScored));
    }
}
