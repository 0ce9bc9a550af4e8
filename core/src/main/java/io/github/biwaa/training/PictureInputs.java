package io.github.biwaa.training;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.random.SeedSequence.Purpose;
import io.github.biwaa.samples.SampleViews;
import io.github.biwaa.settings.NetworkSettings;
import io.github.biwaa.torch.Placement;
import java.util.OptionalInt;

/** Both domains as pictures from their caches, augmented anew in every step. */
final class PictureInputs implements DomainInputs {
    private final NetworkSettings network;
    private final OpenDomain source;
    private final OpenDomain target;
    private final Placement placement;

    PictureInputs(NetworkSettings network, OpenDomain source, OpenDomain target, Placement placement) {
        this.placement = placement;
        this.network = network;
        this.source = source;
        this.target = target;
    }

    @Override
    public SampleViews source(SeedSequence seedsOfRun) {
        return input(source, seedsOfRun, Purpose.SOURCE_AUGMENTATION);
    }

    @Override
    public SampleViews target(SeedSequence seedsOfRun) {
        return input(target, seedsOfRun, Purpose.TARGET_AUGMENTATION);
    }

    private SampleViews input(OpenDomain domain, SeedSequence seeds, Purpose purpose) {
        return domain.input(network, seeds, purpose, placement);
    }

    @Override
    public OptionalInt featureWidth() {
        return OptionalInt.empty();
    }

    @Override
    public void close() {
        // The caches belong to whoever opened them.
    }
}
