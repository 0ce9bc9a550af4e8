package io.github.biwaa.chain;

/** By which class frequencies what earlier runs predict is corrected before a run is planned by it. */
public enum PriorFrom {
    /** By none: predictions are taken as they are, as in the paper. */
    PREDICTIONS("predictions"),
    /** By those that expectation maximisation finds. */
    EM("em"),
    /** By those that black box shift estimation finds. */
    BBSE("bbse");

    private final String id;

    PriorFrom(String id) {
        this.id = id;
    }

    /** @return the name in settings */
    public String id() {
        return id;
    }
}
