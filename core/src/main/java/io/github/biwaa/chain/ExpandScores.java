package io.github.biwaa.chain;

/** What says how sure a target sample's class is. */
public enum ExpandScores {
    /** The classifier alone. */
    CLASSIFIER("classifier"),
    /** The mean of classifier, label propagation and neighbours. */
    COMBINED("combined");

    private final String id;

    ExpandScores(String id) {
        this.id = id;
    }

    /** @return the name in settings */
    public String id() {
        return id;
    }
}
