package io.github.biwaa.chain;

import io.github.biwaa.adaptation.Method;
import io.github.biwaa.adaptation.Registry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The chains there are: the built-in ones, and those found on the class path through {@link java.util.ServiceLoader}. */
public final class Chains {
    private static final String KEY = "between-runs";
    private static final String FORMER_KEY = "ilda";
    private static final Registry<Chain> REGISTRY =
            new Registry<>(KEY, Chain.class, List.of(new Once(), new Align()), Chain::id);

    private Chains() {}

    /**
     * @return all chains, built-in ones first
     * @throws io.github.biwaa.BiwaaException if one that the class path adds cannot be loaded, or two have one name
     */
    public static List<Chain> all() {
        return REGISTRY.all();
    }

    /** @return the chain that settings choose, or the method's own */
    public static Chain of(Map<String, String> settings, Method method) {
        return named(translated(settings).getOrDefault(KEY, method.chain()));
    }

    /** @return settings in which {@code ilda: true}, as earlier versions wrote, is {@code between-runs: align} */
    public static Map<String, String> translated(Map<String, String> settings) {
        if (!settings.containsKey(FORMER_KEY)) {
            return settings;
        }
        Map<String, String> translated = new LinkedHashMap<>(settings);
        if (Boolean.parseBoolean(translated.remove(FORMER_KEY))) {
            translated.putIfAbsent(KEY, "align");
        }
        return translated;
    }

    /**
     * @param id for example {@code align}
     * @throws io.github.biwaa.InvalidSettingException if there is no such chain; the message lists those there are
     */
    public static Chain named(String id) {
        return REGISTRY.named(id);
    }
}
