package io.github.biwaa.data;

import io.github.biwaa.setting.ValueType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What class folders are to be called instead; several folders may become one class.
 *
 * @param names new names by the names of folders
 */
public record ClassRenames(Map<String, String> names) {
    /** Every folder keeps its name. */
    public static final ClassRenames NONE = new ClassRenames(Map.of());

    /** {@code laptop_computer=laptop,cup=mug}. */
    public static final ValueType<ClassRenames> TYPE = ValueType.text(
            "FOLDER=CLASS,...",
            "folders and the classes that they are, such as laptop_computer=laptop,cup=mug",
            ClassRenames::parse,
            ClassRenames::text);

    /** Keeps the order. */
    public ClassRenames {
        names = new LinkedHashMap<>(names);
    }

    private static ClassRenames parse(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            String[] sides = pair.split("=", -1);
            if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
                throw new IllegalArgumentException(pair);
            }
            if (names.put(sides[0].strip(), sides[1].strip()) != null) {
                throw new IllegalArgumentException(sides[0] + " twice");
            }
        }
        return new ClassRenames(names);
    }

    private String text() {
        return names.entrySet().stream()
                .map(name -> name.getKey() + "=" + name.getValue())
                .collect(Collectors.joining(","));
    }

    /** @return the class of a folder */
    String of(String folder) {
        return names.getOrDefault(folder, folder);
    }

    /** @return the folders to be renamed that are not among these */
    Set<String> without(Set<String> folders) {
        Set<String> rest = new TreeSet<>(names.keySet());
        rest.removeAll(folders);
        return rest;
    }
}
