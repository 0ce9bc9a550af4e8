package io.github.biwaa.demo.drawing;

import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * The ten classes of the demo. Some silhouettes are close on purpose: mug and bottle, umbrella and lamp, umbrella and tree. The order is
 * part of every picture's seed: append only.
 */
public enum ObjectClass {
    /** Two wheels and a frame. */
    BICYCLE(OutdoorObjects::bicycle),
    /** A bottle with neck and cap. */
    BOTTLE(HouseholdObjects::bottle),
    /** A chair seen from the side. */
    CHAIR(HouseholdObjects::chair),
    /** A fish in profile. */
    FISH(OutdoorObjects::fish),
    /** A house with a pitched roof. */
    HOUSE(OutdoorObjects::house),
    /** A key with a ring and teeth. */
    KEY(HouseholdObjects::key),
    /** A table lamp. */
    LAMP(HouseholdObjects::lamp),
    /** A mug with a handle. */
    MUG(HouseholdObjects::mug),
    /** A broad-leaved tree or a fir. */
    TREE(OutdoorObjects::tree),
    /** An open umbrella. */
    UMBRELLA(HouseholdObjects::umbrella);

    private final Function<SplittableRandom, Drawing> pencil;

    ObjectClass(Function<SplittableRandom, Drawing> pencil) {
        this.pencil = pencil;
    }

    /** @return the class's name as folders and label files have it, for example {@code mug} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Draws one such object with the proportions of its own.
     *
     * @param random decides the proportions
     * @return the object in the unit square, upright
     */
    public Drawing draw(SplittableRandom random) {
        return pencil.apply(random);
    }
}
