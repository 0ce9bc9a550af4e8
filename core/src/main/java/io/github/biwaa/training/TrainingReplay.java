package io.github.biwaa.training;

import io.github.biwaa.Progress;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.CachedPictures;
import io.github.biwaa.samples.Domains;
import io.github.biwaa.samples.OpenSamples;
import io.github.biwaa.samples.Opening;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.samples.Samples;
import io.github.biwaa.settings.Freeze;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import io.github.biwaa.training.setup.FrozenFeatures;
import io.github.biwaa.training.setup.NetworkFactory;
import io.github.biwaa.training.setup.StartingFile;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/**
 * The samples of a training and the network that it began with, once more: what a report needs besides the run folder. Pictures come from the
 * cache; what it no longer holds is decoded anew.
 */
public final class TrainingReplay implements AutoCloseable {
    private final TrainingConfiguration configuration;
    private final Progress progress;
    private final Domains<OpenSamples> domains;

    private TrainingReplay(TrainingConfiguration configuration, Progress progress, Domains<OpenSamples> domains) {
        this.configuration = configuration;
        this.progress = progress;
        this.domains = domains;
    }

    /**
     * Opens the samples as the training did.
     *
     * @param data what was read from the configuration's places; must outlive this replay
     * @throws io.github.biwaa.BiwaaException if pictures cannot be read any more
     */
    public static TrainingReplay open(
            TrainingConfiguration configuration, Domains<? extends Samples> data, Progress progress) {
        Opening opening = configuration.opening(Placement.DEFAULT);
        return new TrainingReplay(configuration, progress, data.map(samples -> samples.open(opening, progress)));
    }

    /** @return the source without broken pictures */
    public OpenSamples source() {
        return domains.source();
    }

    /** @return the target without broken pictures: the rows of scores.npy */
    public OpenSamples target() {
        return domains.target();
    }

    /** @return the source's samples in fixed views; borrows from this replay */
    public SampleViews sourceInput() {
        return source().views(seeds(0), Purpose.SOURCE_AUGMENTATION);
    }

    /** @return the target's samples in fixed views; borrows from this replay */
    public SampleViews targetInput() {
        return target().views(seeds(0), Purpose.TARGET_AUGMENTATION);
    }

    /**
     * The network of a run before its first step: the pretrained backbone and fresh heads.
     *
     * @return the caller's to close
     * @throws io.github.biwaa.BiwaaException if the weights it started from cannot be had any more
     */
    public AdaptationNetwork startingNetwork(int run) {
        NetworkFactory networks = networks();
        Engine.seed(seeds(run).seedOf(Purpose.INITIALISATION));
        return networks.network(domains.target().width());
    }

    private NetworkFactory networks() {
        return new NetworkFactory(
                configuration,
                StartingFile.of(configuration, progress),
                domains.source().classes().size());
    }

    /**
     * What a frozen backbone made of the fixed views of a domain, if the training left that in the cache.
     *
     * @param domain source or target of this replay
     * @return [N, W, width], kept; the caller's to release
     */
    public Optional<Tensor> storedFeatures(OpenSamples domain) {
        return configuration.freeze().equals(Freeze.BACKBONE) && domain instanceof CachedPictures pictures
                ? new FrozenFeatures(configuration, networks(), Placement.DEFAULT, progress).stored(pictures)
                : Optional.empty();
    }

    private SeedSequence seeds(int run) {
        return new SeedSequence(configuration.seedOfRun(run));
    }

    @Override
    public void close() {
        domains.close();
    }
}
