package io.github.biwaa.adaptation;

import java.util.List;

/** A way to adapt: a list of loss terms, and whether runs are chained. A new method is a new list, or a new term in one. */
public interface Method {

    /** @return the name on the command line, in lower case with hyphens */
    String id();

    /** @return one line for people: what it is, and the paper */
    String description();

    /** @return whether the predictions of a run decide how the next one samples and labels the target (ILDA) */
    boolean chainsRuns();

    /** @return fresh terms for one training; their order is the order of their modules' initial values */
    List<LossTerm> terms(TermFactory factory);
}
