package io.github.biwaa.adaptation.alignment;

/** Which domains' features are weighted before the discriminator sees them. The paper weights both; the others are its ablations. */
public enum Weighting {
    /** Plain features: DANN. */
    NONE(false, false),
    /** Source features only. */
    SOURCE(true, false),
    /** Target features only. */
    TARGET(false, true),
    /** Both domains: BIWAA. */
    BOTH(true, true);

    private final boolean source;
    private final boolean target;

    Weighting(boolean source, boolean target) {
        this.source = source;
        this.target = target;
    }

    /** @return whether source features are weighted */
    public boolean weightsSource() {
        return source;
    }

    /** @return whether target features are weighted */
    public boolean weightsTarget() {
        return target;
    }
}
