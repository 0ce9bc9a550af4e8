package io.github.biwaa.training;

import io.github.biwaa.network.AdaptationNetwork;
import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.settings.TrainingConfiguration;
import io.github.biwaa.torch.Engine;
import io.github.biwaa.torch.Placement;
import java.util.List;

/**
 * The samples of a training and the network that it began with, once more: what a report needs besides the run folder. Pictures come from the
 * cache; what it no longer holds is decoded anew.
 */
public final class TrainingReplay implements AutoCloseable {
    private final TrainingConfiguration configuration;
    private final PreparationListener listener;
    private final Domain source;
    private final Domain target;
    private final DomainInputs inputs;
    private final List<OpenDomain> opened;

    private TrainingReplay(
            TrainingConfiguration configuration,
            PreparationListener listener,
            Domain source,
            Domain target,
            DomainInputs inputs,
            List<OpenDomain> opened) {
        this.configuration = configuration;
        this.listener = listener;
        this.source = source;
        this.target = target;
        this.inputs = inputs;
        this.opened = opened;
    }

    /**
     * Opens the samples as the training did.
     *
     * @param data what was read from the configuration's places; must outlive this replay
     * @throws io.github.biwaa.BiwaaException if pictures cannot be read any more
     */
    public static TrainingReplay open(
            TrainingConfiguration configuration, TrainingData data, PreparationListener listener) {
        if (data instanceof EmbeddingPair embeddings) {
            return new TrainingReplay(
                    configuration, listener, data.source(), data.target(), embeddings.inputs(), List.of());
        }
        OpenDomain source = OpenDomain.open(data.source(), configuration, listener);
        try {
            OpenDomain target = OpenDomain.open(data.target(), configuration, listener);
            DomainInputs inputs = new PictureInputs(configuration.network(), source, target, Placement.DEFAULT);
            return new TrainingReplay(
                    configuration, listener, source.domain(), target.domain(), inputs, List.of(source, target));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    /** @return the source without broken pictures */
    public Domain source() {
        return source;
    }

    /** @return the target without broken pictures: the rows of scores.npy */
    public Domain target() {
        return target;
    }

    /** @return whether samples are pictures, which can be shown, rather than embeddings */
    public boolean hasPictures() {
        return inputs.featureWidth().isEmpty();
    }

    /** @return the source's samples in fixed views; borrows from this replay */
    public SampleViews sourceInput() {
        return inputs.source(seeds(0));
    }

    /** @return the target's samples in fixed views; borrows from this replay */
    public SampleViews targetInput() {
        return inputs.target(seeds(0));
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
                source.classes().size());
        Engine.seed(seeds(run).seedOf(Purpose.INITIALISATION));
        return hasPictures()
                ? networks.network()
                : networks.headsOnly(inputs.featureWidth().getAsInt());
    }

    private SeedSequence seeds(int run) {
        return new SeedSequence(configuration.schedule().seedOfRun(run));
    }

    @Override
    public void close() {
        inputs.close();
        opened.forEach(OpenDomain::close);
    }
}
