package io.github.biwaa.chain;

import io.github.biwaa.adaptation.Registry;
import java.util.List;

/** The chains there are: the built-in ones, and those found on the class path through {@link java.util.ServiceLoader}. */
public final class Chains {
    private static final Registry<Chain> REGISTRY =
            new Registry<>("between-runs", Chain.class, List.of(new Once(), new Align(), new Expand()), Chain::id);

    private Chains() {}

    /**
     * @return all chains, built-in ones first
     * @throws io.github.biwaa.BiwaaException if one that the class path adds cannot be loaded, or two have one name
     */
    public static List<Chain> all() {
        return REGISTRY.all();
    }

    /**
     * @param id for example {@code align}
     * @throws io.github.biwaa.InvalidSettingException if there is no such chain; the message lists those there are
     */
    public static Chain named(String id) {
        return REGISTRY.named(id);
    }

    /** @throws io.github.biwaa.InvalidSettingException if a chain of a program's own has the name of one that is known */
    public static void requireOwnName(Chain chain) {
        REGISTRY.requireOwnName(chain);
    }
}
