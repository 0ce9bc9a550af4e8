package io.github.biwaa.setting;

import static java.util.Objects.requireNonNull;

import io.github.biwaa.InvalidSettingException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Settings that belong together, in the order of config.yaml. Reads, completes and compares values of all of them. */
public final class SettingList {
    private final Map<String, Setting<?>> byKey = new LinkedHashMap<>();
    private final Map<String, Setting<?>> byFormerKey = new HashMap<>();

    /** @throws InvalidSettingException if two settings have the same key */
    public SettingList(List<Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            if (byKey.put(setting.key(), setting) != null) {
                throw new InvalidSettingException("two settings are named " + setting.key() + "; rename one of them");
            }
            if (setting.formerKey() != null) {
                byFormerKey.put(setting.formerKey(), setting);
            }
        }
    }

    /**
     * The settings that are constants of a class, in the order of its source.
     *
     * @param holder a public class of public constants
     */
    public static List<Setting<?>> declaredIn(Class<?> holder) {
        List<Setting<?>> declared = new ArrayList<>();
        for (Field field : holder.getFields()) {
            if (field.getType() == Setting.class) {
                try {
                    declared.add((Setting<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
        return declared;
    }

    /** @return whether there is a setting of a key, or there was one */
    public boolean has(String key) {
        return byKey.containsKey(key) || byFormerKey.containsKey(key);
    }

    /** @return all settings, in order */
    public List<Setting<?>> all() {
        return List.copyOf(byKey.values());
    }

    /** @return the keys of those that may be another when a training is resumed */
    public Set<String> free() {
        return byKey.values().stream().filter(Setting::free).map(Setting::key).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Reads values.
     *
     * @param texts by key
     * @throws InvalidSettingException if there is no setting of a key, or a value is out of its range
     */
    public SettingValues parse(Map<String, String> texts) {
        SettingValues values = SettingValues.EMPTY;
        for (String key : texts.keySet()) {
            values = parse(values, of(key), texts);
        }
        return values;
    }

    private Setting<?> of(String key) {
        Setting<?> former = byFormerKey.get(key);
        return former == null ? named(key) : former;
    }

    private static <T> SettingValues parse(SettingValues values, Setting<T> setting, Map<String, String> texts) {
        return values.with(setting, setting.parse(setting.textIn(texts).orElseThrow()));
    }

    /**
     * The setting of a key.
     *
     * @throws InvalidSettingException if there is none; the message names the nearest, by its key or by a name that other programs have for it
     */
    public Setting<?> named(String key) {
        Setting<?> setting = byKey.get(key);
        if (setting == null) {
            throw new InvalidSettingException("unknown setting " + key + ". Did you mean "
                    + nearest(key).key() + "? Expected one of " + String.join(", ", new TreeSet<>(byKey.keySet())));
        }
        return setting;
    }

    private Setting<?> nearest(String key) {
        Map<String, Setting<?>> byName = new HashMap<>(byKey);
        byKey.values().forEach(setting -> setting.otherNames().forEach(name -> byName.putIfAbsent(name, setting)));
        return requireNonNull(byName.get(Spelling.nearest(key, byName.keySet())));
    }

    /**
     * Fills in what versions did that did not have some of the settings.
     *
     * @param earlier read from a file that an earlier version may have written
     * @param kind of the samples; settings that do not apply to them are left out
     */
    public SettingValues withFormerBehaviour(SettingValues earlier, SampleKind kind) {
        SettingValues values = earlier;
        for (Setting<?> setting : byKey.values()) {
            if (setting.appliesTo(kind)) {
                values = withFormerBehaviour(values, setting);
            }
        }
        return values;
    }

    private static <T> SettingValues withFormerBehaviour(SettingValues values, Setting<T> setting) {
        Optional<T> before =
                setting.before().filter(value -> values.find(setting).isEmpty());
        return before.isPresent() ? values.with(setting, before.get()) : values;
    }

    /**
     * Fills in the defaults of what was not chosen.
     *
     * @return a value of every setting that has one, in the order of this list
     * @throws InvalidSettingException if a value was chosen that does not apply to the samples, contradicts another, or follows from data that are not
     *     read; or a default is out of its range
     */
    public SettingValues complete(SettingValues chosen, DataFacts data) {
        chosen.settings().forEach(setting -> named(setting.key()));
        refuseWhatDoesNotApply(chosen, data.kind());
        Completion completion = new Completion(chosen, data);
        SettingValues values = SettingValues.EMPTY;
        for (Setting<?> setting : byKey.values()) {
            values = with(values, setting, completion);
        }
        for (Setting<?> setting : byKey.values()) {
            setting.check(values);
        }
        return values;
    }

    private static <T> SettingValues with(SettingValues values, Setting<T> setting, Completion completion) {
        Optional<T> value = completion.find(setting);
        return value.isPresent() ? values.with(setting, value.get()) : values;
    }

    private static void refuseWhatDoesNotApply(SettingValues chosen, SampleKind kind) {
        String keys = chosen.settings().stream()
                .filter(setting -> !setting.appliesTo(kind))
                .map(Setting::key)
                .sorted()
                .collect(Collectors.joining(", "));
        if (!keys.isEmpty()) {
            throw new InvalidSettingException(keys + ": " + kind.refusal());
        }
    }

    /**
     * Checks that what was trained with some values may be continued with others: all that decide results must be the same.
     *
     * @param what for messages: the checkpoint run-0/checkpoint
     * @param earlier values by key; a key that is missing is not compared, unless it is known what was done without it
     * @param now what is asked for
     * @throws InvalidSettingException if a setting differs that decides results; it names all of them
     */
    public void checkSame(String what, Map<String, ?> earlier, SettingValues now) {
        List<String> differences = new ArrayList<>();
        byKey.values().stream().filter(setting -> !setting.free()).forEach(setting -> difference(setting, earlier, now)
                .ifPresent(differences::add));
        if (!differences.isEmpty()) {
            throw new InvalidSettingException(what + " was trained otherwise: " + String.join("; ", differences)
                    + ". Go on with their settings, overwrite it, or use another folder.");
        }
    }

    private static <T> Optional<String> difference(Setting<T> setting, Map<String, ?> earlier, SettingValues now) {
        Optional<String> before = setting.textIn(earlier)
                .or(() -> setting.before().map(setting::write).map(Object::toString));
        return now.find(setting)
                .filter(value -> before.isPresent() && !setting.isWritten(value, before.get()))
                .map(value -> setting.key() + " was " + before.get() + " and is now " + setting.write(value));
    }

    /** Values as chosen, else by default; asked for in any order. */
    private record Completion(SettingValues chosen, DataFacts data) implements Known {
        @Override
        public <T> Optional<T> find(Setting<T> setting) {
            if (!setting.appliesTo(data.kind())) {
                return Optional.empty();
            }
            try {
                return chosen.find(setting).or(() -> setting.defaultValue(this));
            } catch (NoSuchElementException e) {
                throw new InvalidSettingException(setting.key() + ": missing, and data are needed for its default ("
                        + setting.defaultWords() + "); expected a value");
            }
        }
    }
}
