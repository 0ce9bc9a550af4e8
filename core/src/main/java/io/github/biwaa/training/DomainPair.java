package io.github.biwaa.training;

import io.github.biwaa.data.DomainReader;
import io.github.biwaa.samples.Domain;
import io.github.biwaa.settings.DataSettings;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Two domains of pictures.
 *
 * @param source the labelled domain
 * @param target the other, with the source's classes
 */
public record DomainPair(Domain source, Domain target) implements TrainingData {

    /**
     * Reads both from their folders or lists.
     *
     * @throws io.github.biwaa.BiwaaException if something about them is wrong; the message names file and line
     */
    public static DomainPair read(DataSettings data) {
        Domain source = DomainReader.readSource(data.source(), data.skipBroken());
        return new DomainPair(source, DomainReader.readTarget(data.target(), source.classes(), data.skipBroken()));
    }

    @Override
    public OptionalDouble featureScale() {
        return OptionalDouble.empty();
    }

    /** Hashing all pictures would take as long as reading them. */
    @Override
    public Map<String, String> contentSha256() {
        return Map.of();
    }

    @Override
    public void close() {
        // Pictures are opened later, by the training itself.
    }
}
