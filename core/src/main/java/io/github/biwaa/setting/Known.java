package io.github.biwaa.setting;

import java.util.Optional;

/** What a default may follow from: other settings, chosen or by default, and the data. */
public interface Known {

    /** @return the value of another setting; empty if it has none, or does not apply to these samples */
    <T> Optional<T> find(Setting<T> setting);

    /** @return what is known of the data */
    DataFacts data();

    /**
     * The value of a setting that always has one.
     *
     * @throws IllegalStateException if it has none
     */
    default <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " has no value"));
    }
}
