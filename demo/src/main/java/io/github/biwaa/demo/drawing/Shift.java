package io.github.biwaa.demo.drawing;

/** How far the target lies from the source: one factor on every degradation of {@link DomainStyle#PHONE}. */
public enum Shift {
    /** Half of every degradation. */
    WEAK(0.5),
    /** The demo's own. */
    DEFAULT(1.0),
    /** One and a half times every degradation. */
    STRONG(1.5);

    private final double strength;

    Shift(double strength) {
        this.strength = strength;
    }

    /** @return the factor on every degradation; 1 by default */
    public double strength() {
        return strength;
    }
}
