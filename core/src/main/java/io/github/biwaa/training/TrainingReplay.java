package io.github.biwaa.training;

import io.github.biwaa.data.Domain;
import io.github.biwaa.data.DomainInput;
import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;

/**
 * The pictures of a training and the network that it began with, once more: what a report needs besides the run folder. Pictures come from the
 * cache; what it no longer holds is decoded anew.
 */
public final class TrainingReplay implements AutoCloseable {
    private final TrainingConfiguration configuration;
    private final PreparationListener listener;
    private final OpenDomain source;
    private final OpenDomain target;

    private TrainingReplay(
            TrainingConfiguration configuration, PreparationListener listener, OpenDomain source, OpenDomain target) {
        this.configuration = configuration;
        this.listener = listener;
        this.source = source;
        this.target = target;
    }

    /**
     * Opens the pictures as the training did.
     *
     * @throws io.github.biwaa.BiwaaException if they cannot be read any more
     */
    public static TrainingReplay open(
            TrainingConfiguration configuration, DomainPair domains, PreparationListener listener) {
        OpenDomain source = OpenDomain.open(domains.source(), configuration, listener);
        try {
            return new TrainingReplay(
                    configuration, listener, source, OpenDomain.open(domains.target(), configuration, listener));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** @return the source without broken pictures */
    public Domain source() {
        return source.domain();
    }

    /** @return the target without broken pictures: the rows of scores.npy */
    public Domain target() {
        return target.domain();
    }

    /** @return the source's pictures in fixed views; borrows from this replay */
    public DomainInput sourceInput() {
        return source.input(configuration.network(), seeds(0), Purpose.SOURCE_AUGMENTATION, Placement.DEFAULT);
    }

    /** @return the target's pictures in fixed views; borrows from this replay */
    public DomainInput targetInput() {
        return target.input(configuration.network(), seeds(0), Purpose.TARGET_AUGMENTATION, Placement.DEFAULT);
    }

    /**
     * The network of a run before its first step: the pretrained backbone and fresh heads.
     *
     * @return the caller's to close
     * @throws io.github.biwaa.BiwaaException if the weights it started from cannot be had any more
     */
    public AdaptationNetwork startingNetwork(int run) {
        NetworkFactory networks = new NetworkFactory(
                configuration.network(),
                StartingFile.of(configuration, listener),
                source.domain().classes().size());
        Engine.seed(seeds(run).seedOf(Purpose.INITIALISATION));
        return networks.network();
    }

    private SeedSequence seeds(int run) {
        return new SeedSequence(configuration.schedule().seedOfRun(run));
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
