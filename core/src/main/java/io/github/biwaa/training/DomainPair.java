package io.github.biwaa.training;

import io.github.biwaa.data.Domain;
import io.github.biwaa.data.DomainReader;

/**
 * What a training learns from: a labelled domain and one whose labels, if it has any, are used for reporting alone.
 *
 * @param source the labelled domain
 * @param target the other, with the source's classes
 */
public record DomainPair(Domain source, Domain target) {

    /**
     * Reads both from their folders or lists.
     *
     * @throws io.github.biwaa.BiwaaException if something about them is wrong; the message names file and line
     */
    public static DomainPair read(DataSettings data) {
        Domain source = DomainReader.readSource(data.source(), data.skipBroken());
        return new DomainPair(source, DomainReader.readTarget(data.target(), source.classes(), data.skipBroken()));
    }
}
