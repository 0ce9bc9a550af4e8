package io.github.biwaa.training;

import io.github.biwaa.random.SeedSequence;
import io.github.biwaa.samples.SampleViews;
import java.util.OptionalInt;

/** The samples of both domains, as the network of each run takes them. */
interface DomainInputs extends AutoCloseable {

    /** @return the source's samples, with views drawn from the run's seeds */
    SampleViews source(SeedSequence seedsOfRun);

    /** @return the target's samples, with views drawn from the run's seeds */
    SampleViews target(SeedSequence seedsOfRun);

    /** @return the width of the features that these inputs are, or empty if they are pictures */
    OptionalInt featureWidth();

    @Override
    void close();
}
