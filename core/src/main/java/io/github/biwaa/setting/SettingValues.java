package io.github.biwaa.setting;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Values by setting, each checked against the setting's range. Does not change. Two are equal if they are written alike. */
public final class SettingValues {
    /** None. */
    public static final SettingValues EMPTY = new SettingValues(Map.of());

    private final Map<Setting<?>, Object> values;

    private SettingValues(Map<Setting<?>, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /** @return the value of a setting; empty if it has none */
    public <T> Optional<T> find(Setting<T> setting) {
        @SuppressWarnings("unchecked") // only with() puts, a value of the setting's own type
        T value = (T) values.get(setting);
        return Optional.ofNullable(value);
    }

    /**
     * The value of a setting that has one.
     *
     * @throws IllegalStateException if it has none
     */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting.key() + " has no value"));
    }

    /** @return the settings that have a value, in the order in which they got it first */
    public Set<Setting<?>> settings() {
        return values.keySet();
    }

    /**
     * The same with another value.
     *
     * @throws io.github.biwaa.InvalidSettingException if it is out of its range
     */
    public <T> SettingValues with(Setting<T> setting, T value) {
        setting.check(value);
        Map<Setting<?>, Object> changed = new LinkedHashMap<>(values);
        changed.put(setting, value);
        return new SettingValues(changed);
    }

    /** @return the values of some settings */
    public SettingValues only(Collection<Setting<?>> settings) {
        Map<Setting<?>, Object> some = new LinkedHashMap<>(values);
        some.keySet().retainAll(settings);
        return new SettingValues(some);
    }

    /** @return texts, numbers and truth values by key, as config.yaml holds them */
    public Map<String, Object> written() {
        Map<String, Object> written = new LinkedHashMap<>();
        values.keySet().forEach(setting -> written.put(setting.key(), written(setting)));
        return written;
    }

    private <T> Object written(Setting<T> setting) {
        return setting.write(get(setting));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SettingValues that && written().equals(that.written());
    }

    @Override
    public int hashCode() {
        return written().hashCode();
    }

    @Override
    public String toString() {
        return written().toString();
    }
}
