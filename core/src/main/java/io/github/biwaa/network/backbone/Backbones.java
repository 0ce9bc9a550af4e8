package io.github.biwaa.network.backbone;

import io.github.biwaa.BiwaaException;
import io.github.biwaa.InvalidSettingException;
import io.github.biwaa.setting.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** All backbones by name, found through {@link ServiceLoader}: the built-in ones, and those that the class path adds. */
public final class Backbones {
    private Backbones() {}

    /**
     * All backbones, built-in ones first.
     *
     * @throws InvalidSettingException if two have the same name
     * @throws BiwaaException if one that the class path adds cannot be loaded
     */
    public static List<BackboneKind> all() {
        return List.copyOf(byName().values());
    }

    private static Map<String, BackboneKind> byName() {
        List<BackboneFamily> families = families();
        Map<String, BackboneKind> kinds = new LinkedHashMap<>();
        for (BackboneFamily family : families) {
            for (BackboneKind kind : family.kinds()) {
                if (kinds.put(kind.name(), kind) != null) {
                    throw new InvalidSettingException(
                            "backbone: two are named \"" + kind.name() + "\"; rename the one that the class path adds");
                }
            }
        }
        return kinds;
    }

    private static List<BackboneFamily> families() {
        List<BackboneFamily> families = new ArrayList<>();
        try {
            ServiceLoader.load(BackboneFamily.class, Backbones.class.getClassLoader())
                    .forEach(families::add);
            // The thread's loader may know others; of those it shares with this class, each counts once.
            ServiceLoader.load(BackboneFamily.class).stream()
                    .filter(other -> families.stream().noneMatch(family -> family.getClass() == other.type()))
                    .map(ServiceLoader.Provider::get)
                    .toList()
                    .forEach(families::add);
        } catch (ServiceConfigurationError e) {
            throw new BiwaaException("cannot load the backbones that the class path adds: " + e.getMessage(), e);
        }
        families.sort(Comparator.comparing(family -> !isBuiltIn(family)));
        if (families.isEmpty() || !isBuiltIn(families.get(0))) {
            throw new BiwaaException("the built-in backbones are not listed in META-INF/services. Whoever merged jars"
                    + " into one has to merge these files too.");
        }
        return families;
    }

    private static boolean isBuiltIn(BackboneFamily family) {
        return family instanceof BuiltInFamily;
    }

    /** @return all names, family by family */
    public static List<String> names() {
        return List.copyOf(byName().keySet());
    }

    /**
     * The backbone of a name, or one that a file holds.
     *
     * @param name one of {@link #names}, or the path of an ONNX or TorchScript file
     * @throws InvalidSettingException if there is none; the message names the nearest and lists all
     * @throws BiwaaException if it is a file that cannot be read
     */
    public static BackboneKind of(String name) {
        Map<String, BackboneKind> kinds = byName();
        return kinds.containsKey(name)
                ? kinds.get(name)
                : families().stream()
                        .flatMap(family -> family.opened(Path.of(name)).stream())
                        .findFirst()
                        .orElseThrow(() -> unknown(name, kinds));
    }

    /**
     * The backbone of a name, which is no file's: {@link #of} for names that strangers wrote.
     *
     * @throws InvalidSettingException as {@link #of}
     */
    public static BackboneKind named(String name) {
        Map<String, BackboneKind> kinds = byName();
        return Optional.ofNullable(kinds.get(name)).orElseThrow(() -> unknown(name, kinds));
    }

    private static InvalidSettingException unknown(String name, Map<String, BackboneKind> kinds) {
        return new InvalidSettingException("backbone: there is no \"" + name + "\". Did you mean "
                + Spelling.nearest(name, kinds.keySet()) + "? Expected one of " + String.join(", ", kinds.keySet()));
    }

    /** @throws InvalidSettingException if a backbone of a program's own has the name of one that is known */
    public static void requireOwnName(BackboneKind own) {
        BackboneKind known = byName().get(own.name());
        // Kinds are made anew whenever they are asked for; what makes networks of them is of one class.
        if (known != null && known.factory().getClass() != own.factory().getClass()) {
            throw new InvalidSettingException("backbone: two are named " + own.name() + ", yours and a "
                    + known.family() + "; expected a name of its own");
        }
    }
}
