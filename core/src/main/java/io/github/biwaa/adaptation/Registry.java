package io.github.biwaa.adaptation;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.setting.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;

/**
 * Things with names: the built-in ones, and those found on the class path through {@link ServiceLoader}.
 *
 * @param setting the key by which one is chosen
 * @param type what they are
 * @param builtIn those of this library
 * @param id the name of one
 */
public record Registry<T>(String setting, Class<T> type, List<T> builtIn, Function<T, String> id) {

    /**
     * @return all, built-in ones first
     * @throws BiwaaException if one that the class path adds cannot be loaded, or two have one name
     */
    public List<T> all() {
        List<T> all = new ArrayList<>(builtIn);
        try {
            ServiceLoader.load(type).forEach(all::add);
        } catch (ServiceConfigurationError e) {
            throw new BiwaaException(
                    "cannot load what the class path adds for the setting " + setting + ": " + e.getMessage(), e);
        }
        List<String> names = all.stream().map(id).toList();
        for (int i = 0; i < names.size(); i++) {
            int first = names.indexOf(names.get(i));
            if (first < i) {
                throw new BiwaaException("two classes have the name " + names.get(i) + " for the setting " + setting
                        + ": " + all.get(first).getClass().getName() + " and "
                        + all.get(i).getClass().getName() + ". Take one off the class path, or rename it.");
            }
        }
        return all;
    }

    /**
     * Refuses what has the name of another.
     *
     * @param one that a program made, which need not be known by name
     * @throws InvalidSettingException if its name is that of one that is known, of another class
     */
    public void requireOwnName(T one) {
        all().stream()
                .filter(known -> id.apply(known).equals(id.apply(one)) && known.getClass() != one.getClass())
                .forEach(known -> {
                    throw new InvalidSettingException(
                            setting + ": " + one.getClass().getName() + " has the name "
                                    + id.apply(one) + " of "
                                    + known.getClass().getName() + "; expected a name of its own");
                });
    }

    /** @throws InvalidSettingException if there is none of that name; the message lists those there are and names the nearest */
    public T named(String name) {
        List<T> all = all();
        return all.stream()
                .filter(one -> id.apply(one).equals(name))
                .findFirst()
                .orElseThrow(() -> unknown(name, all.stream().map(id).toList()));
    }

    private InvalidSettingException unknown(String name, List<String> names) {
        return new InvalidSettingException(setting + ": " + name + ", expected one of " + String.join(", ", names)
                + ". Did you mean " + Spelling.nearest(name, names) + "?");
    }
}
